import { LeakedResourceError } from '../errors.ts'
import { withTimeout } from '../wait/sleep.ts'
import { ABSENT, waitForState } from '../wait/wait-for-state.ts'
import type { HostStatus } from './host.ts'
import { HostConnection } from './host-connection.ts'
import type { HostRecord } from './host-folders.ts'
import { hostsDirectory, isAlive, listHostFolders, readHostRecord, removeHostFolder } from './host-folders.ts'

/** A host of this user that lives, as far as it can be told. */
export interface KnownHost {
  readonly directory: string
  readonly record: HostRecord
  /** What it says of itself; absent where it does not answer. */
  readonly status?: HostStatus
}

/** How long a host may take to say what it does, in milliseconds. */
const STATUS_MS = 3_000

/** How long a host may take to stop its engines, in milliseconds. */
const END_TIMEOUT_MS = 30_000

/** The hosts of this user, of every version of this package. Fails with a ConfigError as `hostsDirectory` does. */
export async function listKnownHosts(): Promise<KnownHost[]> {
  const folders = await listHostFolders(await hostsDirectory())
  const looks = folders.map(async ({ directory }): Promise<KnownHost[]> => {
    const record = await readHostRecord(directory)
    // One that has just been started has no sessions yet; its run tells of it.
    if (!record || record === 'starting') return []
    const status = await askStatus(directory)
    return [{ directory, record, ...(status && { status }) }]
  })
  return (await Promise.all(looks)).flat()
}

async function askStatus(directory: string): Promise<HostStatus | undefined> {
  let connection: HostConnection | undefined
  try {
    connection = await HostConnection.open(directory, AbortSignal.timeout(STATUS_MS))
    const silence = () => new Error(`It said nothing for ${STATUS_MS} ms.`)
    return await withTimeout(connection.ask('status', {}), STATUS_MS, silence)
  } catch {
    // Whatever keeps it from answering: that it does not is what is told.
    return undefined
  } finally {
    connection?.close()
  }
}

/**
 * Ends a host, and with it its engines, and sees both gone. One that does not answer is ended by force: its record proves
 * that the process is the host, and its engines end with it. Fails with a LeakedResourceError where it is still there.
 */
export async function endHost(host: KnownHost): Promise<void> {
  const { directory, record, status } = host
  if (status) await tellToEnd(directory)
  else if (isAlive(record)) process.kill(record.pid, 'SIGKILL')
  try {
    await waitForState({
      what: `stand-in host ${record.pid}`,
      observe: async () => (isAlive(record) ? { state: 'running' } : undefined),
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
