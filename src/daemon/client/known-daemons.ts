import { LeakedResourceError } from '../../errors/errors.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { livenessOf } from '../../process/process-identity.ts'
import { withTimeout } from '../../wait/sleep.ts'
import { ABSENT, waitForState } from '../../wait/wait-for-state.ts'
import { listDaemonFolders, readDaemonRecord, removeDaemonFolder } from '../daemon-folders.ts'
import { daemonNotEnded } from '../messages.ts'
import type { DaemonStatus } from '../protocol.ts'
import { DaemonConnection } from './daemon-connection.ts'
import { daemonsDirectories } from './daemons-directory.ts'

/** A daemon of this user that is not known to have ended. */
export interface KnownDaemon {
  readonly directory: string
  readonly record: ProcessIdentity
  /** Its status; absent where it does not answer. */
  readonly status?: DaemonStatus
}

/** How long a daemon may take to stop its engines, in milliseconds. */
const END_TIMEOUT_MS = 30_000

/**
 * The daemons of this user, of every version of this package. Each has `answerMs` milliseconds to answer with its status. Fails
 * with a ConfigError as `daemonsDirectories` does.
 */
export async function listKnownDaemons(answerMs = 3_000): Promise<KnownDaemon[]> {
  const folders = (await Promise.all((await daemonsDirectories()).map(listDaemonFolders))).flat()
  const looks = folders.map(async ({ directory }): Promise<KnownDaemon[]> => {
    const record = await readDaemonRecord(directory)
    // A daemon that is starting has no runs yet, and its own run reports it.
    if (!record || record === 'starting') return []
    const status = await askStatus(directory, answerMs)
    return [{ directory, record, ...(status && { status }) }]
  })
  return (await Promise.all(looks)).flat()
}

async function askStatus(directory: string, answerMs: number): Promise<DaemonStatus | undefined> {
  let connection: DaemonConnection | undefined
  try {
    connection = await DaemonConnection.open(directory, AbortSignal.timeout(answerMs))
    const silence = () => new Error(`It said nothing for ${answerMs} ms.`)
    return await withTimeout(connection.ask('status', {}), answerMs, silence)
  } catch {
    // The reason does not matter: a daemon without a status does not answer.
    return undefined
  } finally {
    connection?.close()
  }
}

/**
 * Ends a daemon with its engines, and waits until they are gone. A daemon that does not answer is killed, where its record proves
 * that the process is the daemon, and its engines end with it. Fails with a LeakedResourceError where it still runs.
 */
export async function endDaemon(daemon: KnownDaemon): Promise<void> {
  const { directory, record, status } = daemon
  if (status) await tellToEnd(directory)
  else if (livenessOf(record) === 'running') process.kill(record.pid, 'SIGKILL')
  try {
    await waitForState({
      what: `daemon ${record.pid}`,
      observe: async () => (livenessOf(record) === 'gone' ? undefined : { state: 'running' }),
      target: ABSENT,
      pending: ['running'],
      timeoutMs: END_TIMEOUT_MS,
      intervalMs: 20,
    })
  } catch (cause) {
    throw new LeakedResourceError(daemonNotEnded(record.pid), { resource: 'daemon', cause })
  }
  await removeDaemonFolder(directory)
}

async function tellToEnd(directory: string): Promise<void> {
  const connection = await DaemonConnection.open(directory)
  try {
    await connection.ask('end', {})
  } finally {
    connection.close()
  }
}
