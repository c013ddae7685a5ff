import type { CommonError, WireAnswer, WireError } from './wire-protocol.ts'

/** What goes wrong with a call instead of its answer. */
export type Fault = Times &
  (
    | { readonly kind: 'answer'; readonly code: string; readonly answer: WireAnswer }
    | { readonly kind: 'error'; readonly error: WireError | CommonError; readonly headers?: Record<string, string> }
    /** The connection breaks; `afterEffect`: once the service has done what it was asked. */
    | { readonly kind: 'lost'; readonly afterEffect: boolean }
    /** The connection stays open, and nothing ever comes. */
    | { readonly kind: 'silent' }
  )

interface Times {
  /** How many calls it befalls; `Infinity` for all. */
  readonly times: number
}

/** The service asks for fewer calls. */
export const throttled = (times = 1, retryAfterSeconds?: number): Fault => ({
  kind: 'error',
  error: 'throttled',
  times,
  ...(retryAfterSeconds !== undefined && { headers: { 'retry-after': String(retryAfterSeconds) } }),
})

/** The service fails: 500 as an internal error, 503 as unavailable. */
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

/** A page of a load balancer, which is not of the service's protocol. */
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

/** The call is carried out, and its answer never arrives. */
export const lostAfterEffect = (times = 1): Fault => ({ kind: 'lost', afterEffect: true, times })

/** The connection breaks before the service has done anything. */
export const lostBeforeEffect = (times = 1): Fault => ({ kind: 'lost', afterEffect: false, times })

/** The call is taken, and neither carried out nor ever answered. */
export const silent = (times = 1): Fault => ({ kind: 'silent', times })

/** What is to go wrong, in the order in which it was scripted, by operation. */
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

  /** What befalls this call. */
  next(operation: string): Fault | undefined {
    const script = this.#faults.get(operation)
    const first = script?.[0]
    if (!script || !first) return undefined
    first.left -= 1
    if (first.left <= 0) script.shift()
    return first.fault
  }
}
