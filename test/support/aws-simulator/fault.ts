import type { CommonError, WireAnswer, WireError } from './wire-protocol.ts'

/** A fault that happens to a call. */
export type Fault = Times &
  (
    | { readonly kind: 'answer'; readonly code: string; readonly answer: WireAnswer }
    | { readonly kind: 'error'; readonly error: WireError | CommonError; readonly headers?: Record<string, string> }
    /** The connection breaks; `afterEffect`: after the call has taken effect. */
    | { readonly kind: 'lost'; readonly afterEffect: boolean }
    /** The connection stays open without an answer. */
    | { readonly kind: 'silent' }
  )

interface Times {
  /** How many calls have the fault; `Infinity` for all. */
  readonly times: number
}

/** The service throttles. */
export const throttled = (times = 1, retryAfterSeconds?: number): Fault => ({
  kind: 'error',
  error: 'throttled',
  times,
  ...(retryAfterSeconds !== undefined && { headers: { 'retry-after': String(retryAfterSeconds) } }),
})

/** The service fails, with 500 as an internal error or with 503 as unavailable. */
export const failing = (status: 500 | 503, times = 1): Fault => ({
  kind: 'error',
  error: status === 500 ? 'internal' : 'unavailable',
  times,
})

/** The identity may not do this. */
export const denied = (times = Infinity): Fault => ({ kind: 'error', error: 'denied', times })

/** Any other error, by its code on the wire. */
export const refused = (code: string, message: string, status = 400, times = 1): Fault => ({
  kind: 'error',
  error: { code, message, status },
  times,
})

/** An HTML page of a load balancer in the place of an answer. */
export const htmlPage = (status = 502, times = 1): Fault => ({
  kind: 'answer',
  code: `html ${status}`,
  times,
  answer: {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html><head><title>${status}</title></head><body><center>nginx</center></body></html>`,
  },
})

/** The call takes effect, and its answer is lost. */
export const lostAfterEffect = (times = 1): Fault => ({ kind: 'lost', afterEffect: true, times })

/** The connection breaks before the call takes effect. */
export const lostBeforeEffect = (times = 1): Fault => ({ kind: 'lost', afterEffect: false, times })

/** The call is accepted, has no effect, and is never answered. */
export const silent = (times = 1): Fault => ({ kind: 'silent', times })

/** The faults of each operation, in the order of the scenario. */
export class FaultScript {
  readonly #faults = new Map<string, { readonly fault: Fault; left: number }[]>()

  add(operation: string, faults: readonly Fault[]): void {
    const script = this.#faults.get(operation) ?? []
    this.#faults.set(operation, script)
    script.push(...faults.map((fault) => ({ fault, left: fault.times })))
  }

  /** Ends every fault of an operation. */
  clear(operation: string): void {
    this.#faults.delete(operation)
  }

  /** The fault of this call, if any. */
  next(operation: string): Fault | undefined {
    const script = this.#faults.get(operation)
    const first = script?.[0]
    if (!script || !first) return undefined
    first.left -= 1
    if (first.left <= 0) script.shift()
    return first.fault
  }
}
