import type { Rejection } from '../../../src/gate/rejection.ts'

/** A request whose body has come whole. */
export interface ReceivedRequest {
  readonly method: string
  /** Path and query, as on the wire. */
  readonly target: string
  readonly body: Buffer
}

/** A call, as far as the wire says what it is. */
export interface ReadCall {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** What goes back over the wire. */
export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An error as a service answers it: its code on the wire and its HTTP status. */
export interface WireError {
  readonly code: string
  readonly message: string
  readonly status: number
}

/** A passing condition or a rejection that every service has, each protocol under its own code. */
export type CommonError = 'throttled' | 'internal' | 'unavailable' | 'denied' | 'expired'

/** How calls and answers of some services look on the wire. */
export interface WireProtocol {
  /** `undefined`: no operation is there. */
  read(request: ReceivedRequest): ReadCall | undefined
  result(operation: string, result: object): WireAnswer
  error(error: WireError): WireAnswer
  common(error: CommonError): WireError
  /** What is said to a request whose signature is rejected. */
  rejection(rejection: Rejection): WireError
}
