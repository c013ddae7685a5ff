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

/** What a wait does with each look that saw the resource. */
export interface AfterLook<Seen extends Observation> {
  /** The next request, where there is one; what is in its way is the detail of the look. */
  readonly next?: (seen: Seen, signal: AbortSignal) => Promise<string | undefined> | undefined
  /** Whether it is another resource of the same name, and the one that is waited for absent. */
  readonly isAnother?: (seen: Seen, signal: AbortSignal) => Promise<boolean>
}

/** What every wait for the resource has in common; `until` chooses among the kind's schedules. */
export function looksAt<Spec, Seen extends Observation>(
  { kind, id, intervalMs, onLook, clock, signal }: Looks<Spec, Seen>,
  until: 'ready' | 'gone',
  { next, isAnother }: AfterLook<Seen> = {},
) {
  return {
    what: `${kind.name} ${id}`,
    observe: async (look: AbortSignal) => {
      const seen = await kind.observe(id, look)
      if (!seen || (await isAnother?.(seen, look))) return undefined
      const obstacle = await next?.(seen, look)
      return obstacle ? { ...seen, detail: obstacle } : seen
    },
    schedule: kind.schedules?.[until],
    tolerate: kind.tolerate,
    intervalMs,
    onLook,
    signal,
    ...(clock && { clock }),
  }
}
