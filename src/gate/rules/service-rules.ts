import type { WireHeader, WireRequest } from '../../sigv4/canonical-request.ts'
import type { Answer } from '../answer.ts'
import type { StreamedBody } from '../receive/pieces.ts'
import type { Rejection } from '../rejection.ts'
import { noMethod, noPath } from '../service-rejections.ts'

/** A request whose signature is good. */
export interface VerifiedRequest {
  readonly method: string
  /** As on the wire, or in the physical names of a view. */
  readonly target: string
  readonly headers: readonly WireHeader[]
  /** Empty where the rules said they need not read it. */
  readonly body: Buffer
  readonly worker: number
  /** Whether its names are the physical ones of a view, beyond which it does not reach. Default false. */
  readonly isTranslated?: boolean | undefined
}

/** A request that goes on to the engine. */
export interface ForwardPlan {
  /** The target and the body that go to the engine; without a body it is the one that came. */
  readonly forward: { readonly target: string; readonly body?: Buffer | StreamedBody }
  /** Whether it can change something. */
  readonly mayChange: boolean
  /** Whether what it changes can take up room; default false. */
  readonly mayGrow?: boolean
}

/** What is to be done with a request. */
export type Plan = { readonly answer: Answer } | { readonly rejection: Rejection } | ForwardPlan

/** What the gate knows of one service. */
export interface ServiceRules {
  /** The largest body, in bytes, and the status that rejects a larger one; both are the real service's. */
  readonly bodyLimit: { readonly bytes: number; readonly status: 400 | 413 }
  /** Whether the plan depends on the body. One that need not be read is not taken out of its file. */
  readsBody(method: string, target: string): boolean
  /** A body that is long is read in slices. */
  plan(request: VerifiedRequest): Plan | Promise<Plan>
}

/** The methods of the services. Engines take more, such as TRACE, and do with them what no service does. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** A rejection of what no service takes: a method that neither has, or a target that is no path, such as `OPTIONS *`. */
export function unknownMethodOrPath({ method, target }: Pick<WireRequest, 'method' | 'target'>): Rejection | undefined {
  if (!methods.has(method)) return noMethod(method)
  return /^\/[\x21-\xff]*$/.test(target) ? undefined : noPath(target)
}
