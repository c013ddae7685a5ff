import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { ProvisionError } from '../errors.ts'
import type { Observation, ResourceKind } from '../resource/resource.ts'
import { waitForState } from '../wait/wait-for-state.ts'
import type { HostSettings } from './host.ts'
import { HostConnection } from './host-connection.ts'
import { lastLogLines } from './log.ts'

export interface HostSpec extends HostSettings {
  /** Where the host's own output goes. */
  readonly logFile: string
}

export interface HostObservation extends Observation {
  readonly state: 'starting' | 'ready' | 'failed'
  readonly pid?: number
}

/** How long a host may take to stop its engines before it is ended by force, in milliseconds. */
const STOP_TIMEOUT_MS = 20_000

/** The entry's file beside this one: TypeScript in the repository, JavaScript in the package. */
const entry = fileURLToPath(new URL(`./host-main${import.meta.url.slice(-3)}`, import.meta.url))

/** The host as a resource, and the way to talk to it. */
export interface HostKind extends ResourceKind<HostSpec, HostObservation> {
  /** The socket to the host, which must be ready. */
  connection(): HostConnection
}

/** The stand-in host's process as a resource. One kind object knows one host. */
export function hostKind(): HostKind {
  let child: ChildProcess | undefined
  let spec: HostSpec | undefined
  let isListening = false
  let connection: HostConnection | undefined

  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null

  const observe = async (): Promise<HostObservation | undefined> => {
    if (!spec) return undefined
    if (isRunning()) {
      if (isListening) connection ??= await HostConnection.open(spec.directory)
      return { state: connection ? 'ready' : 'starting', ...(child?.pid && { pid: child.pid }) }
    }
    if (!existsSync(spec.directory)) return undefined
    const how = child?.signalCode ?? `exit code ${child?.exitCode}`
    return { state: 'failed', detail: `It ended by ${how}.\n${await lastLogLines(spec.logFile)}` }
  }

  return {
    name: 'stand-in host',
    target: 'ready',
    pending: ['starting'],
    observe,

    connection() {
      if (!connection) throw new ProvisionError('The stand-in host is not ready.', { resource: 'stand-in host' })
      return connection
    },

    async create(_id, wanted) {
      spec = wanted
      const { logFile, ...settings } = wanted
      await mkdir(settings.directory, { mode: 0o700 })
      const log = await open(logFile, 'a', 0o600)
      try {
        child = fork(entry, [JSON.stringify(settings)], {
          // Its own process group: a Ctrl-C in the terminal is for the run, not for the host.
          detached: true,
          execArgv: [],
          env: { ...process.env, NODE_OPTIONS: '' },
          stdio: ['ignore', log.fd, log.fd, 'ipc'],
        })
        child.once('message', () => {
          isListening = true
          child?.disconnect()
        })
        child.once('error', () => {})
        // Without these two, Vitest would wait for the host to end.
        child.unref()
        child.channel?.unref()
      } finally {
        await log.close()
      }
    },

    async delete(id) {
      if (!spec) return
      connection?.close()
      child?.kill('SIGTERM')
      await waitForState({
        what: `stand-in host ${id}`,
        observe: async () => (isRunning() ? { state: 'running' } : undefined),
        target: 'absent',
        pending: ['running'],
        timeoutMs: STOP_TIMEOUT_MS,
        intervalMs: 20,
      }).catch(() => child?.kill('SIGKILL'))
      await rm(spec.directory, { recursive: true, force: true })
    },
  }
}
