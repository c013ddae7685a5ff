import { NamespaceError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { sleep } from '../wait/sleep.ts'
import * as messages from './messages.ts'

/** How long requests may take until the engine is asked to end them, and the pause before it is asked again, in milliseconds. */
const PATIENCE_MS = 300

/**
 * Waits until the engine has finished requests that nothing awaits any more. `settled` returns those that it has not finished in
 * time; `end` ends those that take longer, where it can. Fails with a NamespaceError that names the remaining requests, or as
 * one of the two functions fails. `whose` begins a sentence: `Test 'x'`, where that is known.
 */
export async function settle(
  settled: Promise<readonly string[]>,
  end?: () => Promise<unknown>,
  clock: Clock = systemClock,
  whose = 'A test',
): Promise<void> {
  const [requests] = await Promise.all([settled, end && endMeanwhile(settled, end, clock)])
  if (requests.length === 0) return
  throw new NamespaceError(messages.requestsNotDone(whose, requests))
}

async function endMeanwhile(settled: Promise<unknown>, end: () => Promise<unknown>, clock: Clock): Promise<void> {
  const over = new AbortController()
  const stop = () => over.abort()
  void settled.then(stop, stop)
  for (;;) {
    await sleep(PATIENCE_MS, over.signal, clock).catch(() => {})
    if (over.signal.aborted) return
    await end()
  }
}
