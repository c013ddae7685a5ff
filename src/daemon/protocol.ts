/**
 * The stand-in host: one detached process in which engines and gates live, so that an unhandled rejection or a kill of
 * Vitest's main process cannot take the tear-down with it.
 *
 * A client holds a socket in the host's private folder, and over it JSON lines go to and fro. A client has one session
 * at most, which ends with its socket, however that ends. A private host stops with its last client; one that is reused
 * waits for the next for a while.
 */
import { join } from 'node:path'
import type { Service } from '../base/endpoint.ts'
import type { StandInOptions } from '../config/resolve.ts'
import type { ReadySession } from '../contracts/provided-run.ts'
import type { SessionEvent } from '../report/events.ts'
import type { HostPurpose } from './daemon-purpose.ts'

/** What the host can be asked for: parameters and result, by method. */
export interface HostMethods {
  /** Whether the host takes sessions; the first thing asked, for a host that hangs does not answer it. */
  hello: { params: Record<string, never>; result: { readonly isEnding: boolean } }
  /** Makes a session ready. What it tells meanwhile goes to the client that asked. */
  open: { params: OpenSession; result: OpenedSession }
  /** Ends the client's session, also one that is still being opened. Every failure is in the result. */
  close: { params: Record<string, never>; result: ClosedSession }
  status: { params: Record<string, never>; result: HostStatus }
  /** Stops everything; the host answers, and then ends. */
  end: { params: Record<string, never>; result: null }
}

export type HostMethod = keyof HostMethods

/** A session as it is asked for. */
export interface OpenSession {
  /** The session's id, with which every name it makes starts. */
  readonly id: string
  readonly options: StandInOptions
  /** How many workers may run at the same time. */
  readonly workers: number
}

/** A session whose services are ready, validated and filled. */
export interface OpenedSession {
  readonly provided: ReadySession
  /** A PEM file for NODE_EXTRA_CA_CERTS: the user's own authorities and the gates'. */
  readonly authorities: string
  /** The session's own folder; gone when the session is. */
  readonly directory: string
  /** The ports its gates listen on, by what is behind them. */
  readonly ports: Readonly<Record<string, number>>
  /** Processes and folders that go with the host: those of the engines, by what they are. */
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

/** How a session ended. */
export interface ClosedSession {
  readonly removed: readonly string[]
  readonly failures: readonly { readonly step: string; readonly error: PlainError }[]
}

/** What a host says of itself. */
export interface HostStatus {
  readonly pid: number
  /** Of this package. */
  readonly version: string
  /** Sessions for which anything of this is another have a host of their own. Absent: its version does not say it. */
  readonly purpose?: HostPurpose
  /** ISO 8601, as are all times here. */
  readonly startedAt: string
  /** Whether it outlives its sessions. */
  readonly isReused: boolean
  /** When it ends, where nobody uses it before; absent while somebody does. */
  readonly endsAt?: string
  readonly engines: readonly EngineStatus[]
  readonly sessions: readonly SessionStatus[]
}

export interface EngineStatus {
  readonly service: Service
  readonly version: string
  readonly state: string
  readonly pid?: number
  /** The id of its container, where it is in one. */
  readonly container?: string
  /** How many sessions use it. */
  readonly sessions: number
}

export interface SessionStatus {
  readonly id: string
  /** The folder of the user's project. */
  readonly root: string
  readonly openedAt: string
}

export interface HostRequest<Method extends HostMethod = HostMethod> {
  readonly request: number
  readonly method: Method
  readonly params: HostMethods[Method]['params']
}

export type HostMessage =
  | { readonly request: number; readonly result: unknown }
  | { readonly request: number; readonly error: PlainError }
  /** Told while the request is being served. */
  | { readonly request: number; readonly event: SessionEvent }

/** An error as it crosses a process boundary: its message, and what guards read. */
export interface PlainError {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly category?: string
  readonly fault?: string
}

/** What the host is started with. */
export interface HostSettings {
  /** The host's private folder; the host removes it when it ends. */
  readonly directory: string
  /** How long it waits for another client, in milliseconds, when the last has gone; 0: it ends at once. */
  readonly idleTimeoutMs: number
  readonly purpose: HostPurpose
}

/** Where a host listens; short, since the path of a Unix socket may have about 100 characters only. */
export function hostSocketPath(directory: string): string {
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\${directory.replace(/[^A-Za-z0-9-]/g, '-')}`
    : join(directory, 'host.sock')
}

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const { code, category, fault } = error as { code?: unknown; category?: unknown; fault?: unknown }
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    ...(typeof category === 'string' && { category }),
    ...(typeof fault === 'string' && { fault }),
  }
}

/** The error as the client throws it; guards recognise it by its code. */
export function fromPlainError({ name, message, ...rest }: PlainError): Error {
  // Where the message came in is of no use to anybody, and would be printed.
  return Object.assign(new Error(message), { name, ...rest, stack: `${name}: ${message}` })
}
