import { NamespaceError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { sleep } from '../wait/sleep.ts'
import * as messages from './messages.ts'

/** How long requests may take before the engine is made to end them, and again, in milliseconds. */
const PATIENCE_MS = 300

/**
 * Waits until the engine has done with what nobody awaits any more. `settled` tells what it has not done with in time;
 * what takes a while is ended meanwhile, where `end` can. Fails with a NamespaceError that names what is left, or as
 * either of the two does. `whose` begins a sentence: `Test 'x'`, where that is known.
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
