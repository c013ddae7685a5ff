import { UnexpectedStateError, WaitTimeoutError } from '../errors.ts'
import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import { sleep } from './sleep.ts'

/** What one look at a resource saw. */
export interface Observation {
  /** The resource's own word for its state. */
  readonly state: string
  /** Why it is in that state, where the resource says so; quoted in errors. */
  readonly detail?: string | undefined
}

export interface WaitOptions<Seen extends Observation> {
  /** Named in errors: `OpenSearch engine`. */
  readonly what: string
  /** One look; `undefined` means absent. An error it throws ends the wait. */
  readonly observe: (signal: AbortSignal) => Promise<Seen | undefined>
  /** The wanted state; `absent` waits until the resource is gone. */
  readonly target: string
  /** States in which waiting goes on; `any` for all. Any other ends the wait with an UnexpectedStateError. */
  readonly pending: readonly string[] | 'any'
  /** How long to wait in all, in milliseconds. A last look is taken when the time is up. */
  readonly timeoutMs: number
  /** Milliseconds between two looks; default 100. */
  readonly intervalMs?: number
  /** How long one look may take, in milliseconds; default 10,000. Then it is given up, and waiting goes on. */
  readonly lookTimeoutMs?: number
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock
  /** The last line of a WaitTimeoutError: what the user can do. */
  readonly hint?: string
}

export const ABSENT = 'absent'

/** A look that was given up. Waiting goes on, for it says nothing about the resource. */
const UNANSWERED = Symbol('unanswered')

/**
 * Looks at a resource until it is in the wanted state, and returns what was seen then. The only thing that polls.
 * Fails with UnexpectedStateError, WaitTimeoutError, the error of a look, or the signal's reason; the last at once, also
 * while a look is under way.
 */
export async function waitForState<Seen extends Observation>(options: WaitOptions<Seen>): Promise<Seen | undefined> {
  const { what, target, timeoutMs, intervalMs = 100, clock = systemClock } = options
  const signal = options.signal ?? new AbortController().signal
  const pending = options.pending === 'any' ? undefined : new Set(options.pending)
  const started = clock.now()
  const seen: Record<string, number> = {}

  for (let attempts = 1; ; attempts++) {
    const isLastLook = clock.now() - started >= timeoutMs
    signal.throwIfAborted()
    const answer = await look(options, signal, clock)
    const observation = answer === UNANSWERED ? undefined : answer
    const state = answer === UNANSWERED ? 'unanswered' : (answer?.state ?? ABSENT)
    seen[state] = (seen[state] ?? 0) + 1

    if (state === target) return observation
    if (pending && answer !== UNANSWERED && !pending.has(state)) {
      throw new UnexpectedStateError(
        [
          `${what} is ${state}; it was to become ${target}.`,
          observation?.detail,
          state === ABSENT && attempts > 1 ? `It disappeared after ${clock.now() - started} ms.` : undefined,
        ],
        { resource: what, state },
      )
    }
    if (isLastLook) {
      throw new WaitTimeoutError(
        { what, target, lastState: state, elapsedMs: clock.now() - started, attempts, seen },
        { resource: what, hint: options.hint ?? observation?.detail },
      )
    }
    const remainingMs = Math.max(0, started + timeoutMs - clock.now())
    await sleep(Math.min(intervalMs, remainingMs), signal, clock)
  }
}

/** One look, bounded: a resource that hangs must not hang the wait for it. */
async function look<Seen extends Observation>(
  { observe, lookTimeoutMs = 10_000 }: WaitOptions<Seen>,
  signal: AbortSignal,
  clock: Clock,
): Promise<Seen | typeof UNANSWERED | undefined> {
  const ended = new AbortController()
  const either = AbortSignal.any([signal, ended.signal])
  try {
    return await Promise.race([
      observe(either),
      sleep(lookTimeoutMs, either, clock).then((): typeof UNANSWERED => UNANSWERED),
    ])
  } finally {
    ended.abort()
  }
}
