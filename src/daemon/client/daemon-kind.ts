import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { processEnded, processNotStarted } from '../../engines/messages.ts'
import { withHint } from '../../engines/process/failure-hint.ts'
import { lastLogLines, noteLogOwner } from '../../engines/process/log.ts'
import { ProvisionError } from '../../errors/errors.ts'
import { withoutCredentials } from '../../java/engine-env.ts'
import { resolverOptions } from '../../process/plug-n-play.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { identityOf, livenessOf } from '../../process/process-identity.ts'
import type { Observation, ResourceKind } from '../../resource/resource.ts'
import { waitForState } from '../../wait/wait-for-state.ts'
import { removeDaemonFolder, writeDaemonRecord } from '../daemon-folders.ts'
import { daemonEnded, daemonNotReady } from '../messages.ts'
import type { DaemonSettings } from '../protocol.ts'
import { DaemonConnection } from './daemon-connection.ts'

export interface DaemonSpec extends DaemonSettings {
  /** The file for the daemon's own output. */
  readonly logFile: string
}

export interface DaemonObservation extends Observation {
  readonly state: 'starting' | 'ready' | 'failed'
  readonly pid: number
}

/** A daemon that another process has started. */
export interface FoundDaemon {
  readonly directory: string
  readonly record: ProcessIdentity
  readonly connection: DaemonConnection
}

/** How long a daemon may take to stop its engines before it is killed, in milliseconds. */
const STOP_TIMEOUT_MS = 20_000

/** The daemon's entry: TypeScript in the repository, JavaScript in the package. */
const daemonEntry = fileURLToPath(new URL(`../server/main${import.meta.url.slice(-3)}`, import.meta.url))

/** The daemon as a resource, with a connection to it. */
export interface DaemonKind extends ResourceKind<DaemonSpec, DaemonObservation> {
  /** The connection to the daemon, which must be ready. */
  connection(): DaemonConnection
}

/** The daemon's process as a resource. Each kind knows one daemon: the one that was found, or the one that it creates. */
export function daemonKind(found?: FoundDaemon): DaemonKind {
  let directory = found?.directory
  let record = found?.record
  let connection = found?.connection
  let child: ChildProcess | undefined
  let logFile: string | undefined
  let isListening = false
  let startError: Error | undefined

  const isRunning = () =>
    child
      ? !startError && child.exitCode === null && child.signalCode === null
      : record !== undefined && livenessOf(record) !== 'gone'

  const exit = () => {
    if (startError) return processNotStarted(startError.message)
    return child ? processEnded(child.exitCode, child.signalCode) : daemonEnded()
  }

  return {
    name: 'daemon',
    target: 'ready',
    pending: ['starting'],

    async observe() {
      if (!directory || !record) return undefined
      const { pid } = record
      if (isRunning()) {
        if (isListening) connection ??= await DaemonConnection.open(directory)
        return { state: connection ? 'ready' : 'starting', pid }
      }
      if (!existsSync(directory)) return undefined
      const detail = logFile ? `${exit()}\n${await lastLogLines(logFile)}` : exit()
      return { state: 'failed', pid, detail: withHint(detail) }
    },

    connection() {
      if (!connection) throw new ProvisionError(daemonNotReady(), { resource: 'daemon' })
      return connection
    },

    async create(_id, spec) {
      directory = spec.directory
      logFile = spec.logFile
      const { logFile: _, ...settings } = spec
      child = await forkDaemon(settings, spec.logFile, (error) => {
        startError = error
      })
      child.once('message', () => {
        isListening = true
        child?.disconnect()
      })
      record = identityOf(child.pid ?? 0)
      await writeDaemonRecord(directory, record)
      // The log outlives this run, because the daemon does.
      await noteLogOwner(spec.logFile, record)
    },

    async delete(id) {
      if (!directory) return
      // A daemon ends with its last client. One that has no client yet must be told to end.
      if (connection) connection.close()
      else child?.kill('SIGTERM')
      await waitForState({
        what: `daemon ${id}`,
        observe: async () => (isRunning() ? { state: 'running' } : undefined),
        target: 'absent',
        pending: ['running'],
        timeoutMs: STOP_TIMEOUT_MS,
        intervalMs: 10,
      }).catch(() => {
        if (child ? isRunning() : record && livenessOf(record) === 'running') process.kill(record?.pid ?? 0, 'SIGKILL')
      })
      await removeDaemonFolder(directory)
    },
  }
}

async function forkDaemon(
  settings: DaemonSettings,
  logFile: string,
  onStartError: (error: Error) => void,
): Promise<ChildProcess> {
  const log = await open(logFile, 'a', 0o600)
  try {
    const child = fork(daemonEntry, [], {
      // In a process group of its own: a Ctrl-C in the terminal ends the run, not the daemon.
      detached: true,
      // In a folder of its own: the folder of the run may be removed while the daemon lives.
      cwd: settings.directory,
      execArgv: resolverOptions(),
      env: { ...withoutCredentials(), NODE_OPTIONS: '' },
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    })
    // Not `once`: a signal that cannot be sent is an `error` too, and must not end the run.
    child.on('error', (error) => {
      if (child.pid === undefined) onStartError(error)
    })
    // Not as an argument, which every user of the machine can read. Where the daemon has ended by then, `observe` tells that.
    child.send(settings, () => {})
    // Without these two, Vitest would wait for the daemon to end.
    child.unref()
    child.channel?.unref()
    return child
  } finally {
    await log.close()
  }
}
