import { ProvisionError } from '../../errors/errors.ts'
import type { RunEvent } from '../../report/events.ts'
import type { Clock } from '../../wait/clock.ts'
import { idle, systemClock } from '../../wait/clock.ts'
import { sleep } from '../../wait/sleep.ts'
import { daemonSilent } from '../messages.ts'
import type { DaemonMethod, DaemonMethods } from '../protocol.ts'
import type { DaemonConnection } from './daemon-connection.ts'

/** The pause between an answer to `hello` and the next `hello`, in milliseconds. */
const PAUSE_MS = 5_000

/**
 * How long a daemon may take to answer `hello`, in milliseconds. Its thread does nothing that takes long, because datasets are
 * read in other threads. The time is for a machine under load.
 */
const SILENCE_MS = 15_000

/**
 * The wait for an answer has so many parts. After this process itself was suspended, a timer is due before an answer that has
 * arrived meanwhile is read: that ends one part, and not the whole wait.
 */
const PARTS = 5

/**
 * Sends a request that may take long, and polls meanwhile whether the daemon answers. Fails as `ask` does, and with a
 * ProvisionError where the daemon stops answering; the connection is then closed.
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
    // One of the two has failed, and nobody awaits the other one.
    for (const other of [answer, watching]) other.catch(() => {})
    throw error
  } finally {
    answered.abort()
    watching.catch(() => {})
  }
}

/**
 * Polls whether the daemon answers, until `ended` is aborted; then rejects with its reason. Rejects with a ProvisionError where
 * the daemon stops answering, and closes the connection.
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
