import { dirname } from 'node:path'
import { AwsFixtureError, hasErrorCode, ProvisionError, UnexpectedStateError } from '../../errors/errors.ts'
import { CleanupStack } from '../../ledger/cleanup-stack.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import type { Reporter } from '../../report/events.ts'
import { provision } from '../../resource/provision.ts'
import { withTimeout } from '../../wait/sleep.ts'
import { waitForState } from '../../wait/wait-for-state.ts'
import { hostFolderError } from '../daemon-folder-error.ts'
import type { HostFolder } from '../daemon-folders.ts'
import {
  claimHostFolder,
  listHostFolders,
  readHostRecord,
  removeHostFolder,
  sweepHostFolders,
} from '../daemon-folders.ts'
import type { HostPurpose } from '../daemon-purpose.ts'
import { hostKey } from '../daemon-purpose.ts'
import { HostConnection } from './daemon-connection.ts'
import type { HostKind } from './daemon-kind.ts'
import { hostKind } from './daemon-kind.ts'
import { hostsDirectory } from './daemons-directory.ts'

export interface ObtainHost {
  readonly purpose: HostPurpose
  /** How long a host that is started waits for another client when the last has gone, in milliseconds. */
  readonly idleTimeoutMs: number
  /** Where the output of a host that is started goes; it may be a file in the host's folder, which is given. */
  readonly logFile: (directory: string) => Promise<string>
  /** How long a host may take to listen, in milliseconds. */
  readonly timeoutMs: number
  /** How long a host that is there may take to answer, in milliseconds; one that hangs is left alone. Default 3,000. */
  readonly helloMs?: number
  readonly report: Reporter
  readonly signal: AbortSignal
}

/** A host that answers, and its process. */
export interface ObtainedHost {
  readonly kind: HostKind
  readonly directory: string
  readonly pid: number
}

/** How long a host that somebody else has started may take to listen, in milliseconds. */
const START_MS = 30_000

/** How often it is tried in all, where hosts end, or others start them, in the same moment. */
const ATTEMPTS = 10

/**
 * The newest host of this purpose that answers; where there is none, the next generation of it. Runs that need one at the
 * same time come to the same. Fails with a ConfigError where the folder of the hosts cannot be used, and as `provision`
 * does where a host cannot be started.
 */
export async function obtainHost(options: ObtainHost): Promise<ObtainedHost> {
  const report = onceEach(options.report)
  const key = hostKey(options.purpose)
  let base = ''
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // Each time: somebody may have made the usual one meanwhile.
    base = await hostsDirectory(report)
    const newest = (await listHostFolders(base)).find((folder) => folder.key === key)
    const found = newest && (await join(newest, options))
    if (found) return found
    const directory = await claimHostFolder(base, key, (newest?.generation ?? 0) + 1)
    if (directory) {
      await sweepHostFolders(base, report)
      return start(directory, options)
    }
  }
  throw new ProvisionError(
    [`No stand-in host could be had in ${ATTEMPTS} attempts.`, `Others start and end them in ${base} all the time.`],
    { resource: 'stand-in host' },
  )
}

/** Tells each warning once, however often it is come to. */
function onceEach(report: Reporter): Reporter {
  const told = new Set<string>()
  return (event) => {
    if (event.type === 'warning' && told.has(event.message)) return
    if (event.type === 'warning') told.add(event.message)
    report(event)
  }
}

/** Uses a host that is there. `undefined` where it has ended, or does not answer. */
async function join({ directory }: HostFolder, options: ObtainHost): Promise<ObtainedHost | undefined> {
  const { helloMs = 3_000, report, signal } = options
  let record: ProcessIdentity | undefined
  let connection: HostConnection | undefined
  const observe = async (look: AbortSignal) => {
    const read = await readHostRecord(directory)
    if (!read) return undefined
    if (read === 'starting') return { state: 'starting' }
    record = read
    connection = await HostConnection.open(directory, look).catch(() => undefined)
    if (!connection) return { state: 'starting' }
    return { state: await greet(connection, helloMs) }
  }
  try {
    await waitForState({
      what: `stand-in host in ${directory}`,
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
        message: `the stand-in host of process ${record.pid} does not answer; another one is started. 'npx vitest-aws-fixtures down --force' ends it.`,
      })
    }
    return undefined
  }
  if (!record || !connection) return undefined
  return { kind: hostKind({ directory, record, connection }), directory, pid: record.pid }
}

async function greet(connection: HostConnection, helloMs: number): Promise<'ready' | 'ending' | 'hanging'> {
  const silence = () => new Error(`It said nothing for ${helloMs} ms.`)
  try {
    const { isEnding } = await withTimeout(connection.ask('hello', {}), helloMs, silence)
    return isEnding ? 'ending' : 'ready'
  } catch (error) {
    return hasErrorCode(error, 'AWS_FIXTURE_PROVISION') ? 'ending' : 'hanging'
  }
}

async function start(directory: string, options: ObtainHost): Promise<ObtainedHost> {
  const { idleTimeoutMs, purpose, timeoutMs, signal } = options
  const kind = hostKind()
  const failed = new CleanupStack()
  failed.push(`folder ${directory}`, () => removeHostFolder(directory))
  try {
    const { pid } = await provision({
      kind,
      id: directory,
      spec: { directory, idleTimeoutMs, purpose, logFile: await options.logFile(directory) },
      tags: { session: 'host' },
      cleanup: failed,
      timeoutMs,
      destroyTimeoutMs: timeoutMs,
      intervalMs: 5,
      signal,
    })
    return { kind, directory, pid }
  } catch (error) {
    // The first error is the one to tell; a host without a client ends by itself.
    await failed.run().catch(() => {})
    throw hostFolderError(error, dirname(directory))
  }
}
