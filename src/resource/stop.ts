import type { Reporter } from '../report/events.ts'
import { reportPolls } from '../report/report-polls.ts'
import type { Clock } from '../wait/clock.ts'
import { pendingTest, waitForState } from '../wait/wait-for-state.ts'
import type { Mark } from './mark.ts'
import type { Marks } from './marks.ts'
import * as messages from './messages.ts'
import { pollsOf } from './poll-resource.ts'
import type { Observation, SharedResourceKind } from './resource.ts'

/** How a resource comes to rest. */
export interface Stop<Seen extends Observation> {
  /** The state in which it rests. */
  readonly target: string
  /** Asks for it where what was seen allows it. Returns what is in the way, in a sentence, where something is. */
  ask(id: string, seen: Seen, signal: AbortSignal): Promise<string | undefined>
}

interface Stoppable<Spec, Seen extends Observation> {
  readonly kind: SharedResourceKind<Spec, Seen>
  readonly id: string
  readonly report: Reporter
  readonly clock?: Clock | undefined
  /** How long it may take to come to rest, in milliseconds. */
  readonly destroyTimeoutMs: number
}

/** How long a run may take from its last poll at who else is there until AWS has taken its request, in milliseconds. */
const STOPS_WITHIN_MS = 5 * 60_000

/**
 * Brings a resource to rest, unless another run uses it or waits for it; returns the marks of those that do. The mark that
 * it is about to be stopped is written first, and then the others are read: a run that comes later sees the mark, and waits
 * until it is taken away. Without marks it is stopped at once. Fails with what the kind or the wait throws.
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

/** Ends the wait for the rest of a resource that another run uses by now. */
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
