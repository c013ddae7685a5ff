import type { Rejection } from '../../../src/gate/rejection.ts'

/** A request with its whole body. */
export interface ReceivedRequest {
  readonly method: string
  /** The path and query on the wire. */
  readonly target: string
  readonly body: Buffer
}

/** A call, as far as the wire tells it. */
export interface ReadCall {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** The answer on the wire. */
export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An error of a service: its code on the wire and its HTTP status. */
export interface WireError {
  readonly code: string
  readonly message: string
  readonly status: number
}

/** A passing condition or a rejection that every service has, each protocol under its own code. */
export type CommonError = 'throttled' | 'internal' | 'unavailable' | 'denied' | 'expired'

/** The form of calls and answers on the wire, for some services. */
export interface WireProtocol {
  /** The operation of a request; `undefined` where it has none. */
  read(request: ReceivedRequest): ReadCall | undefined
  result(operation: string, result: object): WireAnswer
  error(error: WireError): WireAnswer
  common(error: CommonError): WireError
  /** The answer to a request whose signature is rejected. */
  rejection(rejection: Rejection): WireError
}
