import { tellLooks } from '../report/report-polls.ts'
import { systemClock } from '../wait/clock.ts'
import { pendingTest, waitForState } from '../wait/wait-for-state.ts'
import type { Mark } from './mark.ts'
import { namesOf } from './mark.ts'
import { Marks } from './marks.ts'
import { looksAt } from './polls.ts'
import type { Observation } from './resource.ts'
import type { Stop, Tracked } from './tracked-resource.ts'
import { nameOf, note } from './tracked-resource.ts'

/** Leaves a resource to later runs, at rest where it can be, and says so. */
export async function keep<Spec, Seen extends Observation>(tracked: Tracked<Spec, Seen>): Promise<readonly string[]> {
  const { report, stop, clock = systemClock } = tracked
  const what = nameOf(tracked)
  const startedAt = clock.now()
  const users = stop ? await stopUnlessUsed(tracked, stop) : []
  await note(tracked, 'kept')
  const isAtRest = stop !== undefined && users.length === 0
  const why =
    users.length > 0 ? `and running for ${namesOf(users)}` : `${stop ? `${stop.target} ` : ''}for the next run`
  report({ type: 'resource-kept', what, why, ...(isAtRest && { isAtRest }), elapsedMs: clock.now() - startedAt })
  return []
}

/** How long a run may take from its last look at who else is there until AWS has taken its request, in milliseconds. */
const STOPS_WITHIN_MS = 5 * 60_000

/**
 * Brings it to rest, unless another run uses it or waits for it; returns those that do. The mark that it is about to be
 * stopped is written first, and then it is looked: a run that comes later sees the mark, and waits until it is taken away.
 */
async function stopUnlessUsed<Spec, Seen extends Observation>(
  tracked: Tracked<Spec, Seen>,
  stop: Stop<Seen>,
): Promise<readonly Mark[]> {
  if (!Marks.areOn(tracked)) {
    await bringToRest(tracked, stop)
    return []
  }
  const marks = new Marks(tracked)
  const { signal } = new AbortController()
  const others = async (look: AbortSignal) => (await marks.ofOthers(look)).filter(({ state }) => state !== 'stops')
  let users = await others(signal)
  if (users.length > 0) return users
  const unlessUsed: Stop<Seen> = {
    ...stop,
    async ask(id, seen, look) {
      if (seen.state !== tracked.kind.target) return stop.ask(id, seen, look)
      await marks.put('stops', look, STOPS_WITHIN_MS)
      users = await others(look)
      if (users.length > 0) throw new IsUsed()
      return stop.ask(id, seen, look)
    },
  }
  try {
    await bringToRest(tracked, unlessUsed)
  } catch (error) {
    if (!(error instanceof IsUsed)) throw error
  } finally {
    await marks.remove(signal)
  }
  return users
}

/** Ends the wait for the rest of a resource that another run uses by now. */
class IsUsed extends Error {}

async function bringToRest<Spec, Seen extends Observation>(
  tracked: Tracked<Spec, Seen>,
  stop: Stop<Seen>,
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
