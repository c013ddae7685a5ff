import { tellLooks } from '../report/tell-looks.ts'
import { systemClock } from '../wait/clock.ts'
import { pendingTest, waitForState } from '../wait/wait-for-state.ts'
import { looksAt } from './looks.ts'
import type { Observation } from './resource.ts'
import type { Tracked } from './tracked.ts'
import { nameOf, note } from './tracked.ts'

/** Leaves a resource to later runs, at rest where it can be, and says so. */
export async function keep<Spec, Seen extends Observation>(tracked: Tracked<Spec, Seen>): Promise<readonly string[]> {
  const { report, stop, clock = systemClock } = tracked
  const what = nameOf(tracked)
  const startedAt = clock.now()
  if (stop) await bringToRest(tracked, stop)
  await note(tracked, 'kept')
  const why = `${stop ? `${stop.target} ` : ''}for the next run`
  report({ type: 'resource-kept', what, why, ...(stop && { isAtRest: true }), elapsedMs: clock.now() - startedAt })
  return []
}

async function bringToRest<Spec, Seen extends Observation>(
  tracked: Tracked<Spec, Seen>,
  stop: NonNullable<Tracked<Spec, Seen>['stop']>,
): Promise<void> {
  const { kind, id, report, clock, destroyTimeoutMs } = tracked
  const { signal } = new AbortController()
  const isPending = pendingTest(kind.pending)
  const onLook = tellLooks(report, { what: nameOf(tracked), wanted: stop.target })
  await waitForState({
    ...looksAt({ kind, id, clock, onLook, signal }, 'gone', { next: (seen, look) => stop.ask(id, seen, look) }),
    target: stop.target,
    pending: (state) => state === kind.target || isPending(state),
    timeoutMs: destroyTimeoutMs,
    hint: `It goes on running, and costing. Stop it by hand, or delete it: ${kind.removal(id).join(' && ')}`,
  })
}
