import { ProvisionError } from '../../errors/errors.ts'
import type { RunEvent } from '../../report/events.ts'
import type { Clock } from '../../wait/clock.ts'
import { idle, systemClock } from '../../wait/clock.ts'
import { sleep } from '../../wait/sleep.ts'
import { daemonSilent } from '../messages.ts'
import type { DaemonMethod, DaemonMethods } from '../protocol.ts'
import type { DaemonConnection } from './daemon-connection.ts'

/** Between an answer to `hello` and the next question, in milliseconds. */
const PAUSE_MS = 5_000

/**
 * How long a daemon may take to answer `hello`, in milliseconds. Its thread does nothing that takes long (datasets are read
 * in threads of their own), so that a machine under load is what this is for.
 */
const SILENCE_MS = 15_000

/**
 * In how many parts the silence is waited for. Where this process itself stands still, a timer is due before the answer
 * that has arrived meanwhile is read: a part ends by that, and not the whole.
 */
const PARTS = 5

/**
 * Asks what may take long, and meanwhile again and again whether the daemon lives. Fails as `ask` does, and with a
 * ProvisionError where the daemon does not answer any more; the connection is closed then.
 */
export async function askWhileAlive<Method extends DaemonMethod>(
  connection: DaemonConnection,
  method: Method,
  params: DaemonMethods[Method]['params'],
  tell?: (event: RunEvent) => void,
  clock: Clock = systemClock,
): Promise<DaemonMethods[Method]['result']> {
  const answered = new AbortController()
  const answer = connection.ask(method, params, tell)
  const watching = watchDaemon(connection, answered.signal, clock)
  try {
    return await Promise.race([answer, watching])
  } catch (error) {
    // Whichever failed, nobody awaits the other one any more.
    for (const other of [answer, watching]) other.catch(() => {})
    throw error
  } finally {
    answered.abort()
    watching.catch(() => {})
  }
}

/**
 * Asks again and again whether the daemon lives, until `ended` is aborted; rejects with its reason then. Rejects with a
 * ProvisionError where the daemon does not answer any more, and closes the connection.
 */
export async function watchDaemon(
  connection: DaemonConnection,
  ended: AbortSignal,
  clock: Clock = systemClock,
): Promise<never> {
  for (;;) {
    await sleep(PAUSE_MS, ended, idle(clock))
    try {
      await answerOf(connection.ask('hello', {}), ended, clock)
    } catch (error) {
      connection.close(error as Error)
      throw error
    }
  }
}

async function answerOf(hello: Promise<unknown>, ended: AbortSignal, clock: Clock): Promise<void> {
  const isAnswered = hello.then(() => true)
  for (let part = 1; part <= PARTS; part += 1) {
    const pause = new AbortController()
    const silent = sleep(SILENCE_MS / PARTS, AbortSignal.any([pause.signal, ended]), idle(clock)).then(() => false)
    // One of the two is not awaited.
    silent.catch(() => {})
    try {
      if (await Promise.race([isAnswered, silent])) return
    } finally {
      pause.abort()
    }
  }
  throw silence()
}

const silence = () => new ProvisionError(daemonSilent(SILENCE_MS), { resource: 'daemon' })
