import type { Reporter } from '../report/events.ts'
import { reportPolls } from '../report/report-polls.ts'
import type { Clock } from '../wait/clock.ts'
import { pendingTest, waitForState } from '../wait/wait-for-state.ts'
import type { Mark } from './mark.ts'
import type { Marks } from './marks.ts'
import * as messages from './messages.ts'
import { pollsOf } from './poll-resource.ts'
import type { Observation, SharedResourceKind } from './resource.ts'

/** How a resource is stopped. */
export interface Stop<Seen extends Observation> {
  /** The state of a stopped resource. */
  readonly target: string
  /** Requests the stop, if the observed state allows it. Returns a sentence about what blocks it, if anything does. */
  ask(id: string, seen: Seen, signal: AbortSignal): Promise<string | undefined>
}

interface Stoppable<Spec, Seen extends Observation> {
  readonly kind: SharedResourceKind<Spec, Seen>
  readonly id: string
  readonly report: Reporter
  readonly clock?: Clock | undefined
  /** How long the stop may take, in milliseconds. */
  readonly destroyTimeoutMs: number
}

/** How long a run may take from its last poll for other runs until AWS has received its request, in milliseconds. */
const STOPS_WITHIN_MS = 5 * 60_000

/**
 * Stops a resource, unless another run uses it or waits for it. Returns the marks of those runs. It first writes a mark that the
 * resource is about to be stopped, and then reads the other marks. A run that begins later sees that mark, and waits until it is
 * removed. A kind without marks is stopped at once. Fails with what the kind or the wait throws.
 */
export async function stopUnlessUsed<Spec, Seen extends Observation>(
  resource: Stoppable<Spec, Seen>,
  stop: Stop<Seen>,
  marks: Marks | undefined,
): Promise<readonly Mark[]> {
  if (!marks) {
    await bringToRest(resource, stop)
    return []
  }
  const { signal } = new AbortController()
  const others = async (poll: AbortSignal) => (await marks.ofOthers(poll)).filter(({ state }) => state !== 'stops')
  let users = await others(signal)
  if (users.length > 0) return users
  const unlessUsed: Stop<Seen> = {
    ...stop,
    async ask(id, seen, poll) {
      if (seen.state !== resource.kind.target) return stop.ask(id, seen, poll)
      await marks.put('stops', poll, STOPS_WITHIN_MS)
      users = await others(poll)
      if (users.length > 0) throw new IsUsed()
      return stop.ask(id, seen, poll)
    },
  }
  try {
    await bringToRest(resource, unlessUsed)
  } catch (error) {
    if (!(error instanceof IsUsed)) throw error
  } finally {
    await marks.remove(signal)
  }
  return users
}

/** Ends the wait for a stop when another run uses the resource by now. */
class IsUsed extends Error {}

async function bringToRest<Spec, Seen extends Observation>(
  { kind, id, report, clock, destroyTimeoutMs }: Stoppable<Spec, Seen>,
  stop: Stop<Seen>,
): Promise<void> {
  const { signal } = new AbortController()
  const isPending = pendingTest(kind.pending)
  const onPoll = reportPolls(report, { what: `${kind.name} ${id}`, wanted: stop.target })
  await waitForState({
    ...pollsOf({ kind, id, clock, onPoll, signal }, 'gone', { next: (seen, poll) => stop.ask(id, seen, poll) }),
    target: stop.target,
    pending: (state) => state === kind.target || isPending(state),
    timeoutMs: destroyTimeoutMs,
    hint: messages.stillRunning(kind.removal(id).join(' && ')),
  })
}
