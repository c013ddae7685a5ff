import { dirname } from 'node:path'
import { AwsFixtureError, hasErrorCode, ProvisionError, UnexpectedStateError } from '../../errors/errors.ts'
import { CleanupStack } from '../../ledger/cleanup-stack.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import type { Reporter } from '../../report/events.ts'
import { provision } from '../../resource/provision.ts'
import { withTimeout } from '../../wait/sleep.ts'
import { waitForState } from '../../wait/wait-for-state.ts'
import type { DaemonFolder } from '../daemon-folders.ts'
import {
  claimDaemonFolder,
  daemonFolderError,
  listDaemonFolders,
  readDaemonRecord,
  removeDaemonFolder,
  sweepDaemonFolders,
} from '../daemon-folders.ts'
import type { DaemonPurpose } from '../daemon-purpose.ts'
import { daemonKey } from '../daemon-purpose.ts'
import { daemonHangs, noDaemon } from '../messages.ts'
import { DaemonConnection } from './daemon-connection.ts'
import type { DaemonKind } from './daemon-kind.ts'
import { daemonKind } from './daemon-kind.ts'
import { daemonsDirectory } from './daemons-directory.ts'

export interface ObtainDaemon {
  readonly purpose: DaemonPurpose
  /** How long a new daemon waits for another client after the last one has gone, in milliseconds. */
  readonly idleTimeoutMs: number
  /** The file for the output of a new daemon; the argument is the daemon's folder. */
  readonly logFile: (directory: string) => Promise<string>
  /** How long a daemon may take to listen, in milliseconds. */
  readonly timeoutMs: number
  /** How long a running daemon may take to answer, in milliseconds; one that hangs is left alone. Default 3,000. */
  readonly helloMs?: number
  readonly report: Reporter
  readonly signal: AbortSignal
}

/** A daemon that answers, and its process. */
export interface ObtainedDaemon {
  readonly kind: DaemonKind
  readonly directory: string
  readonly pid: number
}

/** How long a daemon that another process has started may take to listen, in milliseconds. */
const START_MS = 30_000

/** The number of attempts, where daemons end or other processes start them at the same time. */
const ATTEMPTS = 10

/**
 * The newest daemon of this purpose that answers, or a new one of the next generation. Runs that need a daemon at the same time
 * get the same one. Fails with a ConfigError where the folder of the daemons cannot be used, and as `provision` does where a
 * daemon cannot be started.
 */
export async function obtainDaemon(options: ObtainDaemon): Promise<ObtainedDaemon> {
  const report = onceEach(options.report)
  const key = daemonKey(options.purpose)
  let base = ''
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // At each attempt: another process may have made the usual folder meanwhile.
    base = await daemonsDirectory(report)
    const newest = (await listDaemonFolders(base)).find((folder) => folder.key === key)
    const found = newest && (await join(newest, options))
    if (found) return found
    const directory = await claimDaemonFolder(base, key, (newest?.generation ?? 0) + 1)
    if (directory) {
      await sweepDaemonFolders(base, report)
      return start(directory, options)
    }
  }
  throw new ProvisionError(noDaemon(ATTEMPTS, base), { resource: 'daemon' })
}

/** Reports each warning once. */
function onceEach(report: Reporter): Reporter {
  const told = new Set<string>()
  return (event) => {
    if (event.type === 'warning' && told.has(event.message)) return
    if (event.type === 'warning') told.add(event.message)
    report(event)
  }
}

/** Connects to a running daemon; `undefined` where it has ended or does not answer. */
async function join({ directory }: DaemonFolder, options: ObtainDaemon): Promise<ObtainedDaemon | undefined> {
  const { helloMs = 3_000, report, signal } = options
  let record: ProcessIdentity | undefined
  let connection: DaemonConnection | undefined
  const observe = async (look: AbortSignal) => {
    const read = await readDaemonRecord(directory)
    if (!read) return undefined
    if (read === 'starting') return { state: 'starting' }
    record = read
    connection = await DaemonConnection.open(directory, look).catch(() => undefined)
    if (!connection) return { state: 'starting' }
    return { state: await greet(connection, helloMs) }
  }
  try {
    await waitForState({
      what: `daemon in ${directory}`,
      observe,
      target: 'ready',
      pending: ['starting'],
      timeoutMs: START_MS,
      intervalMs: 10,
      signal,
    })
  } catch (error) {
    connection?.close()
    if (!(error instanceof AwsFixtureError)) throw error
    if (
      record &&
      (hasErrorCode(error, 'AWS_FIXTURE_WAIT_TIMEOUT') ||
        (error instanceof UnexpectedStateError && error.state === 'hanging'))
    ) {
      report({
        type: 'warning',
        message: daemonHangs(record.pid),
      })
    }
    return undefined
  }
  if (!record || !connection) return undefined
  return { kind: daemonKind({ directory, record, connection }), directory, pid: record.pid }
}

async function greet(connection: DaemonConnection, helloMs: number): Promise<'ready' | 'ending' | 'hanging'> {
  const silence = () => new Error(`It said nothing for ${helloMs} ms.`)
  try {
    const { isEnding } = await withTimeout(connection.ask('hello', {}), helloMs, silence)
    return isEnding ? 'ending' : 'ready'
  } catch (error) {
    return hasErrorCode(error, 'AWS_FIXTURE_PROVISION') ? 'ending' : 'hanging'
  }
}

async function start(directory: string, options: ObtainDaemon): Promise<ObtainedDaemon> {
  const { idleTimeoutMs, purpose, timeoutMs, signal } = options
  const kind = daemonKind()
  const failed = new CleanupStack()
  failed.push(`folder ${directory}`, () => removeDaemonFolder(directory))
  try {
    const { pid } = await provision({
      kind,
      id: directory,
      spec: { directory, idleTimeoutMs, purpose, logFile: await options.logFile(directory) },
      tags: { run: 'daemon' },
      cleanup: failed,
      timeoutMs,
      destroyTimeoutMs: timeoutMs,
      intervalMs: 5,
      signal,
    })
    return { kind, directory, pid }
  } catch (error) {
    // The first error is the one to report. A daemon without a client ends by itself.
    await failed.run().catch(() => {})
    throw daemonFolderError(error, dirname(directory))
  }
}
