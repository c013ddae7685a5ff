import { LeakedResourceError } from '../../errors/errors.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { livenessOf } from '../../process/process-identity.ts'
import { withTimeout } from '../../wait/sleep.ts'
import { ABSENT, waitForState } from '../../wait/wait-for-state.ts'
import { listHostFolders, readHostRecord, removeHostFolder } from '../daemon-folders.ts'
import type { HostStatus } from '../protocol.ts'
import { HostConnection } from './daemon-connection.ts'
import { hostsDirectories } from './daemons-directory.ts'

/** A host of this user that lives, as far as it can be told. */
export interface KnownHost {
  readonly directory: string
  readonly record: ProcessIdentity
  /** What it says of itself; absent where it does not answer. */
  readonly status?: HostStatus
}

/** How long a host may take to stop its engines, in milliseconds. */
const END_TIMEOUT_MS = 30_000

/**
 * The hosts of this user, of every version of this package; each has `answerMs` milliseconds to say what it does. Fails
 * with a ConfigError as `hostsDirectories` does.
 */
export async function listKnownHosts(answerMs = 3_000): Promise<KnownHost[]> {
  const folders = (await Promise.all((await hostsDirectories()).map(listHostFolders))).flat()
  const looks = folders.map(async ({ directory }): Promise<KnownHost[]> => {
    const record = await readHostRecord(directory)
    // One that has just been started has no sessions yet; its run tells of it.
    if (!record || record === 'starting') return []
    const status = await askStatus(directory, answerMs)
    return [{ directory, record, ...(status && { status }) }]
  })
  return (await Promise.all(looks)).flat()
}

async function askStatus(directory: string, answerMs: number): Promise<HostStatus | undefined> {
  let connection: HostConnection | undefined
  try {
    connection = await HostConnection.open(directory, AbortSignal.timeout(answerMs))
    const silence = () => new Error(`It said nothing for ${answerMs} ms.`)
    return await withTimeout(connection.ask('status', {}), answerMs, silence)
  } catch {
    // Whatever keeps it from answering: that it does not is what is told.
    return undefined
  } finally {
    connection?.close()
  }
}

/**
 * Ends a host, and with it its engines, and sees both gone. One that does not answer is ended by force, where its record
 * proves that the process is the host; its engines end with it. Fails with a LeakedResourceError where it is still there.
 */
export async function endHost(host: KnownHost): Promise<void> {
  const { directory, record, status } = host
  if (status) await tellToEnd(directory)
  else if (livenessOf(record) === 'running') process.kill(record.pid, 'SIGKILL')
  try {
    await waitForState({
      what: `stand-in host ${record.pid}`,
      observe: async () => (livenessOf(record) === 'gone' ? undefined : { state: 'running' }),
      target: ABSENT,
      pending: ['running'],
      timeoutMs: END_TIMEOUT_MS,
      intervalMs: 20,
    })
  } catch (cause) {
    throw new LeakedResourceError(
      [`The stand-in host of process ${record.pid} has not ended.`, `End it by force: kill -9 ${record.pid}`],
      { resource: 'stand-in host', cause },
    )
  }
  await removeHostFolder(directory)
}

async function tellToEnd(directory: string): Promise<void> {
  const connection = await HostConnection.open(directory)
  try {
    await connection.ask('end', {})
  } finally {
    connection.close()
  }
}
