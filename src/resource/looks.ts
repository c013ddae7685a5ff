import type { Clock } from '../wait/clock.ts'
import type { WaitOptions } from '../wait/wait-for-state.ts'
import type { Observation, ResourceKind } from './resource.ts'

/** How a wait for one resource looks at it. */
export interface Looks<Spec, Seen extends Observation> {
  readonly kind: ResourceKind<Spec, Seen>
  readonly id: string
  /** Milliseconds between two looks, for kinds without schedules of their own. */
  readonly intervalMs?: number | undefined
  /** Told of each look once it is over. Must not throw. */
  readonly onLook?: WaitOptions<Seen>['onLook']
  readonly clock?: Clock | undefined
  readonly signal: AbortSignal
}

/** What every wait for the resource has in common; `until` chooses among the kind's schedules. */
export function looksAt<Spec, Seen extends Observation>(
  { kind, id, intervalMs, onLook, clock, signal }: Looks<Spec, Seen>,
  until: 'ready' | 'gone',
) {
  return {
    what: `${kind.name} ${id}`,
    observe: (look: AbortSignal) => kind.observe(id, look),
    schedule: kind.schedules?.[until],
    tolerate: kind.tolerate,
    intervalMs,
    onLook,
    signal,
    ...(clock && { clock }),
  }
}
