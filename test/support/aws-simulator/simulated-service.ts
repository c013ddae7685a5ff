/** A call to a control plane with a valid signature. */
export interface SimulatedCall {
  /** The operation, as the SDK names it: `CreateDomain`. */
  readonly operation: string
  /** The parameters of the SDK's command; in the Query protocol they are text. */
  readonly input: Readonly<Record<string, unknown>>
  /** Who signed it. */
  readonly accessKeyId: string
}

/** The answer of a service: a result in the form of the SDK, or an error by its code on the wire. */
export type SimulatedAnswer =
  | { readonly result: object }
  | { readonly error: string; readonly message: string; readonly status: number }

/** A service of the simulator. It answers calls; the simulator deals with the wire, signatures and faults. */
export interface SimulatedService {
  /** The name of the service in the scope of a signature: `es`, `rds`, `sts`. */
  readonly signingName: string
  answer(call: SimulatedCall): SimulatedAnswer | Promise<SimulatedAnswer>
}

/** The error of a service for a call, to be thrown while it answers. */
export class SimulatedError extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status: number) {
    super(message)
    this.code = code
    this.status = status
  }
}
