import { hasErrorCode } from '../errors/errors.ts'
import { systemClock } from '../wait/clock.ts'
import { waitForState } from '../wait/wait-for-state.ts'
import type { Observation } from './resource.ts'
import type { Tracked } from './tracked-resource.ts'

/**
 * Waits as long as a resource that another process has asked for may take to be seen, unless it is: that it is absent
 * would mean nothing. Of what this process has asked for, the kind itself knows that it may appear.
 */
export async function letAppear<Spec, Seen extends Observation>(
  {
    kind,
    id,
    clock = systemClock,
    signal,
    isKnownGone = async () => false,
  }: Pick<Tracked<Spec, Seen>, 'kind' | 'id' | 'clock'> & {
    readonly signal?: AbortSignal
    /** Whether somebody has seen it gone meanwhile; default: nobody says so. */
    readonly isKnownGone?: () => Promise<boolean>
  },
  askedAt: number,
): Promise<void> {
  // A clock that was ahead does not make it appear later.
  const timeoutMs = Math.min(askedAt, clock.now()) + (kind.visibleWithinMs ?? 0) - clock.now()
  if (timeoutMs <= 0) return
  await waitForState({
    what: `${kind.name} ${id}`,
    observe: async (look) => ((await kind.observe(id, look)) || (await isKnownGone()) ? { state: 'known' } : undefined),
    target: 'known',
    pending: 'any',
    timeoutMs,
    schedule: kind.schedules?.ready,
    tolerate: kind.tolerate,
    clock,
    signal,
  }).catch((error: unknown) => {
    if (!hasErrorCode(error, 'AWS_FIXTURE_WAIT_TIMEOUT')) throw error
  })
}
