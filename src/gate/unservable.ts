import type { WireRequest } from '../sigv4/canonical-request.ts'
import type { Refusal } from './rejection.ts'
import { noMethod, noPath } from './service-rejections.ts'

/** What the services have: engines take more (TRACE), and do with it what nobody expects of the services. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Why a request is refused whatever is behind the gate: it is none of a service, but one for a proxy, as `OPTIONS *`. */
export function unservable({ method, target }: Pick<WireRequest, 'method' | 'target'>): Refusal | undefined {
  if (!methods.has(method)) return noMethod(method)
  return /^\/[\x21-\xff]*$/.test(target) ? undefined : noPath(target)
}
