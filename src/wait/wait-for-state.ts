import { messageOf, UnexpectedStateError, WaitTimeoutError } from '../errors/errors.ts'
import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import { unexpectedState } from './messages.ts'
import { PollRecord } from './poll-record.ts'
import type { Moment, Schedule } from './schedule.ts'
import { every } from './schedule.ts'
import { sleep } from './sleep.ts'
import { ThrottleBackoff } from './throttle-backoff.ts'

/** The state of a resource, as one poll saw it. */
export interface Observation {
  /** The resource's own word for its state. */
  readonly state: string
  /** Why it is in that state, where the resource says so; quoted in errors. */
  readonly detail?: string | undefined
  /** An id that distinguishes the resource from a later one of the same name, where there is one. */
  readonly identity?: string | undefined
}

/** States by name, or a function that recognises them. */
export type Pending = readonly string[] | 'any' | ((state: string) => boolean)

/**
 * What the error of a poll means for the wait. `slow-down`: the service asks for fewer polls. `go-on`: the error says nothing
 * about the resource. The wait counts both, by state and by name. `undefined`: the wait ends with the error.
 */
export type Tolerate = (error: unknown) => 'slow-down' | 'go-on' | undefined

export interface WaitOptions<Seen extends Observation> {
  /** The resource as errors name it: `OpenSearch engine`. */
  readonly what: string
  /** One poll; `undefined` means absent. An error it throws ends the wait. */
  readonly observe: (signal: AbortSignal) => Promise<Seen | undefined>
  /** The wanted state; `absent` waits until the resource is gone. */
  readonly target: string
  /** States in which the wait goes on; `any` for all. Any other state ends the wait with an UnexpectedStateError. */
  readonly pending: Pending
  /** How long to wait in all, in milliseconds. A last poll is taken when the time is up. */
  readonly timeoutMs: number
  /** Milliseconds between two polls; default 100. A `schedule` wins over it. */
  readonly intervalMs?: number | undefined
  /** When polls are taken; default every `intervalMs`. */
  readonly schedule?: Schedule | undefined
  /** How many polls in a row have to see the target; default 1. */
  readonly inARow?: number | undefined
  /** How long the resource may be absent at the beginning, in milliseconds; default 0. */
  readonly absentForMs?: number | undefined
  /** What an error of a poll means; default: it ends the wait. */
  readonly tolerate?: Tolerate | undefined
  /** Called after each poll. Must not throw. */
  readonly onPoll?: ((moment: Moment & { readonly detail?: string | undefined }) => void) | undefined
  /** How long one poll may take, in milliseconds; default 10,000. After that the poll is given up, and the wait goes on. */
  readonly pollTimeoutMs?: number
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock
  /** Gives a number between 0 and 1, for the jitter of pauses under throttling. Default random. */
  readonly random?: () => number
  /** The last line of a WaitTimeoutError: what the user can do. */
  readonly hint?: string
  /** The last line of the error for an unexpected state: what the user can do. */
  readonly wayOut?: string | undefined
}

export const ABSENT = 'absent'

/** The word under which a poll is counted that says nothing about the resource; `throttled` where the service asked for fewer polls. */
export const UNANSWERED = 'unanswered'
export const THROTTLED = 'throttled'

/**
 * Polls a resource until it is in the wanted state, and returns what it saw then. Every wait for a resource uses this function.
 *
 * A throttled poll makes the pauses longer, and an answered poll makes them shorter again. When the time is up before the next
 * poll is due, a last poll is taken. A poll that ends after the time is up is the last one.
 *
 * Fails with UnexpectedStateError, WaitTimeoutError (its cause is the last tolerated error), the error of a poll, or the
 * signal's reason. An abort ends the wait at once, also during a poll.
 */
export async function waitForState<Seen extends Observation>(options: WaitOptions<Seen>): Promise<Seen | undefined> {
  const { what, target, timeoutMs, clock = systemClock, inARow = 1, absentForMs = 0, random = Math.random } = options
  const schedule = options.schedule ?? every(options.intervalMs ?? 100)
  const signal = options.signal ?? new AbortController().signal
  const isPending = pendingTest(options.pending)
  const started = clock.now()
  const record = new PollRecord()
  const backoff = new ThrottleBackoff(random)
  let reached = 0

  for (let polls = 1; ; polls++) {
    signal.throwIfAborted()
    const { state, observation, isSeen, error } = await pollOnce(options, signal, clock)
    const elapsedMs = clock.now() - started
    record.note(state, isSeen, error)
    if (isSeen) backoff.answered()
    if (state === THROTTLED) backoff.throttled()
    options.onPoll?.({ elapsedMs, polls, state, detail: observation?.detail ?? firstLine(error) })

    reached = isSeen && state === target ? reached + 1 : 0
    if (reached >= inARow) return observation
    const isEarly = state === ABSENT && elapsedMs < absentForMs
    if (isSeen && state !== target && !isEarly && !isPending(state)) {
      const thereForMs = state === ABSENT && polls > 1 ? elapsedMs : undefined
      throw new UnexpectedStateError(
        unexpectedState({ what, state, target, detail: observation?.detail, thereForMs, wayOut: options.wayOut }),
        { resource: what, state },
      )
    }
    if (elapsedMs >= timeoutMs) {
      throw new WaitTimeoutError(record.toWaitRecord(what, target, elapsedMs, state), {
        resource: what,
        hint: [observation?.detail, options.hint].filter((line) => line !== undefined).join('\n') || undefined,
        cause: record.lastError,
      })
    }
    const pauseMs = backoff.pauseMs(schedule({ elapsedMs, polls, state }))
    await sleep(Math.min(pauseMs, started + timeoutMs - clock.now()), signal, clock)
  }
}

/** Whether a state is one of these. */
export function pendingTest(pending: Pending): (state: string) => boolean {
  if (pending === 'any') return () => true
  if (typeof pending === 'function') return pending
  const states = new Set(pending)
  return (state) => states.has(state)
}

/** The result of a poll. Without `isSeen` the poll said nothing about the resource. */
interface Poll<Seen> {
  readonly state: string
  readonly observation?: Seen | undefined
  readonly isSeen: boolean
  /** The error of the poll, where it was tolerated. */
  readonly error?: unknown
}

const firstLine = (error: unknown): string | undefined =>
  error === undefined ? undefined : messageOf(error).split('\n')[0]

/** One poll with a time limit, because a resource that hangs must not block the wait. */
async function pollOnce<Seen extends Observation>(
  { observe, tolerate, pollTimeoutMs = 10_000 }: WaitOptions<Seen>,
  signal: AbortSignal,
  clock: Clock,
): Promise<Poll<Seen>> {
  const ended = new AbortController()
  const either = AbortSignal.any([signal, ended.signal])
  try {
    return await Promise.race([
      observe(either).then((observation) => ({ state: observation?.state ?? ABSENT, observation, isSeen: true })),
      sleep(pollTimeoutMs, either, clock).then(() => ({ state: UNANSWERED, isSeen: false })),
    ])
  } catch (error) {
    signal.throwIfAborted()
    const meaning = tolerate?.(error)
    if (meaning === undefined) throw error
    return { state: meaning === 'slow-down' ? THROTTLED : UNANSWERED, isSeen: false, error }
  } finally {
    ended.abort()
  }
}
