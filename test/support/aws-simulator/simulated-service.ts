/** One control-plane call whose signature is good. */
export interface SimulatedCall {
  /** As the SDK names it: `CreateDomain`. */
  readonly operation: string
  /** The parameters, as the SDK's command takes them; those of the Query protocol are text. */
  readonly input: Readonly<Record<string, unknown>>
  /** Who signed it. */
  readonly accessKeyId: string
}

/** What a service answers: a result as the SDK gives it, or an error by its code on the wire. */
export type SimulatedAnswer =
  | { readonly result: object }
  | { readonly error: string; readonly message: string; readonly status: number }

/** One AWS service of the simulator: what it has, and how it answers. The wire, signatures and faults are not its business. */
export interface SimulatedService {
  /** In the scope of a signature: `es`, `rds`, `sts`. */
  readonly signingName: string
  answer(call: SimulatedCall): SimulatedAnswer | Promise<SimulatedAnswer>
}

/** Fails a call as a service does: thrown anywhere while it is answered. */
export class SimulatedError extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status: number) {
    super(message)
    this.code = code
    this.status = status
  }
}
