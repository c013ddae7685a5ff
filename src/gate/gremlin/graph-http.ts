import { headerValues, splitTarget } from '../../sigv4/canonical-request.ts'
import { asBody, type Pieces } from '../receive/pieces.ts'
import type { Plan, VerifiedRequest } from '../rules/service-rules.ts'
import { notFound } from '../service-rejections.ts'
import { routeGraphBinary } from './graphbinary-request.ts'
import { type RoutedGraphson, routeGraphson } from './graphson-request.ts'
import { isChangingScript } from './gremlin-changes.ts'
import { type GraphAccess, Refused } from './request-policy.ts'
import type { Routed } from './routed.ts'
import { checkScript } from './script-names.ts'

/** Points a request to the HTTP endpoint of Gremlin at a traversal source: a script in the query or in the body. */
export function planGremlin(request: VerifiedRequest, access: GraphAccess): Plan | Promise<Plan> {
  const { method, target, body, headers } = request
  const { path, query } = splitTarget(target)
  if (method === 'GET') return planQuery(path, query, access)
  if (method !== 'POST') return { refusal: notFound(method, path) }
  const [type = ''] = headerValues(headers, 'content-type')
  const routing = type.includes('graphbinary') ? routeGraphBinary(body, access) : routeGraphson(body, access)
  const plan = (routed: Routed<Pieces> | RoutedGraphson): Plan =>
    'content' in routed
      ? { forward: { target, body: asBody(routed.content) }, mayChange: routed.mayChange }
      : { refusal: routed.refusal }
  return routing instanceof Promise ? routing.then(plan) : plan(routing)
}

/** Parameters that the gate gives. */
const own = /^(?:aliases|language$)/

/** `?gremlin=g.V()&aliases.g=…&language=…`. */
function planQuery(path: string, query: string, { source }: GraphAccess): Plan {
  const parameters = new URLSearchParams(query)
  const scripts = parameters.getAll('gremlin')
  try {
    scripts.forEach(checkScript)
  } catch (cause) {
    if (cause instanceof Refused) return { refusal: cause.refusal }
    throw cause
  }
  const kept = new URLSearchParams([...parameters].filter(([name]) => !own.test(name)))
  kept.set('aliases.g', source)
  kept.set('language', 'gremlin-lang')
  return {
    forward: { target: `${path}?${kept}`, body: Buffer.alloc(0) },
    mayChange: scripts.some(isChangingScript),
  }
}
