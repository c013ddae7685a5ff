/**
 * The daemon: one detached process in which engines and gates live, so that an unhandled rejection or a kill of
 * Vitest's main process cannot take the teardown with it.
 *
 * A client holds a socket in the daemon's private folder, and over it JSON lines go to and fro. A client has one run
 * at most, which ends with its socket, however that ends. A private daemon stops with its last client; one that is reused
 * waits for the next for a while.
 *
 * birpc 4.2 was tried in place of the numbering of requests, and left out: the four files of the protocol had 3 lines less
 * with it. The lines of JSON and their limits, the checks of each request, errors as plain data, and the socket that keeps a
 * process alive only while an answer is due, are all still to be written then.
 */
import { join } from 'node:path'
import type { Service } from '../base/endpoint.ts'
import type { StandInOptions } from '../config/resolve.ts'
import type { ReadyRun } from '../contracts/provided-run.ts'
import type { PlainError } from '../errors/plain-error.ts'
import type { RunEvent } from '../report/events.ts'
import type { DaemonPurpose } from './daemon-purpose.ts'

/** What the daemon can be asked for: parameters and result, by method. */
export interface DaemonMethods {
  /** Whether the daemon takes runs; the first thing asked, for a daemon that hangs does not answer it. */
  hello: { params: Record<string, never>; result: { readonly isEnding: boolean } }
  /** Makes a run ready. What it tells meanwhile goes to the client that asked. */
  open: { params: OpenRun; result: OpenedRun }
  /** Ends the client's run, also one that is still being opened. Every failure is in the result. */
  close: { params: Record<string, never>; result: ClosedRun }
  status: { params: Record<string, never>; result: DaemonStatus }
  /** Stops everything; the daemon answers, and then ends. */
  end: { params: Record<string, never>; result: null }
}

export type DaemonMethod = keyof DaemonMethods

/** A run as it is asked for. */
export interface OpenRun {
  /** The run's id, with which every name it makes starts. */
  readonly id: string
  readonly options: StandInOptions
  /** How many workers may run at the same time. */
  readonly workers: number
}

/** A run whose services are ready, validated and filled. */
export interface OpenedRun {
  readonly provided: ReadyRun
  /** A PEM file for NODE_EXTRA_CA_CERTS: the user's own authorities and the gates'. */
  readonly authorities: string
  /** The run's own folder; gone when the run is. */
  readonly directory: string
  /** The ports its gates listen on, by what is behind them. */
  readonly ports: Readonly<Record<string, number>>
  /** Processes and folders that go with the daemon: those of the engines, by what they are. */
  readonly engines: readonly EngineTraces[]
}

/** Where an engine is on this machine. */
export interface EngineTraces {
  readonly name: string
  /** Its process, where that is one of this machine's. */
  readonly pid?: number | undefined
  /** Its own folders. */
  readonly directories: readonly string[]
}

/** How a run ended. */
export interface ClosedRun {
  readonly removed: readonly string[]
  readonly failures: readonly { readonly step: string; readonly error: PlainError }[]
}

/** What a daemon says of itself. */
export interface DaemonStatus {
  readonly pid: number
  /** Of this package. */
  readonly version: string
  /** Runs for which anything of this is another have a daemon of their own. Absent: its version does not say it. */
  readonly purpose?: DaemonPurpose
  /** ISO 8601, as are all times here. */
  readonly startedAt: string
  /** Whether it outlives its runs. */
  readonly isReused: boolean
  /** When it ends, where nobody uses it before; absent while somebody does. */
  readonly endsAt?: string
  readonly engines: readonly EngineStatus[]
  readonly runs: readonly RunStatus[]
}

export interface EngineStatus {
  readonly service: Service
  readonly version: string
  readonly state: string
  readonly pid?: number
  /** The id of its container, where it is in one. */
  readonly container?: string
  /** How many runs use it. */
  readonly runs: number
}

export interface RunStatus {
  readonly id: string
  /** The folder of the user's project. */
  readonly root: string
  readonly openedAt: string
}

export interface DaemonRequest<Method extends DaemonMethod = DaemonMethod> {
  readonly request: number
  readonly method: Method
  readonly params: DaemonMethods[Method]['params']
}

export type DaemonMessage =
  | { readonly request: number; readonly result: unknown }
  | { readonly request: number; readonly error: PlainError }
  /** Told while the request is being served. */
  | { readonly request: number; readonly event: RunEvent }

/** What the daemon is started with. */
export interface DaemonSettings {
  /** The daemon's private folder; the daemon removes it when it ends. */
  readonly directory: string
  /** How long it waits for another client, in milliseconds, when the last has gone; 0: it ends at once. */
  readonly idleTimeoutMs: number
  readonly purpose: DaemonPurpose
}

/** Where a daemon listens; short, since the path of a Unix socket may have about 100 characters only. */
export function daemonSocketPath(directory: string): string {
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\${directory.replace(/[^A-Za-z0-9-]/g, '-')}`
    : join(directory, 'daemon.sock')
}
