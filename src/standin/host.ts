/**
 * The stand-in host: one detached process in which engines and gates live, so that an unhandled rejection or a kill of
 * Vitest's main process cannot take the tear-down with it. It stops when its last client is gone.
 *
 * Client and host exchange JSON lines over a socket in the host's private folder.
 */
import { join } from 'node:path'
import type { AwsCredentials } from '../resource/credentials.ts'
import type { StandInObservation, StandInSpec } from './stand-in.ts'

/** What the host can be asked for: parameters and result, by method. */
export interface HostMethods {
  /** The credentials of slot 0, the run itself, and of each worker slot. */
  identities: { params: Record<string, never>; result: readonly AwsCredentials[] }
  start: { params: { id: string; spec: StandInSpec }; result: null }
  observe: { params: { id: string }; result: StandInObservation | null }
  stop: { params: { id: string }; result: null }
}

export type HostMethod = keyof HostMethods

export interface HostRequest<Method extends HostMethod = HostMethod> {
  readonly request: number
  readonly method: Method
  readonly params: HostMethods[Method]['params']
}

export type HostResponse =
  | { readonly request: number; readonly result: unknown }
  | { readonly request: number; readonly error: PlainError }

/** An error as it crosses a process boundary: its message, and the code and category that guards read. */
export interface PlainError {
  readonly name: string
  readonly message: string
  readonly code?: string
  readonly category?: string
}

/** What the host is started with. */
export interface HostSettings {
  /** The host's private folder; the host removes it when it ends. */
  readonly directory: string
  /** How many worker slots there are. */
  readonly workers: number
}

/** Where a host listens; short, since the path of a Unix socket may have about 100 characters only. */
export function hostSocketPath(directory: string): string {
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\${directory.replace(/[^A-Za-z0-9-]/g, '-')}`
    : join(directory, 'host.sock')
}

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const { code, category } = error as { code?: unknown; category?: unknown }
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    ...(typeof category === 'string' && { category }),
  }
}

/** The error as the client throws it; guards recognise it by its code. */
export function fromPlainError({ name, message, ...rest }: PlainError): Error {
  return Object.assign(new Error(message), { name, ...rest })
}
