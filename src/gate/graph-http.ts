import { headerValues, splitTarget } from '../sigv4/canonical-request.ts'
import { routeGraphBinary } from './graphbinary-request.ts'
import { routeGraphson } from './graphson-request.ts'
import { mayChangeGraph } from './gremlin-changes.ts'
import { foreignGraphName } from './script-names.ts'
import { foreignGraph, notFound } from './service-refusals.ts'
import type { Plan, VerifiedRequest } from './service-rules.ts'

/** Points a request to the HTTP endpoint of Gremlin at a traversal source: a script in the query or in the body. */
export function planGremlin(request: VerifiedRequest, source: string): Plan {
  const { method, target, body, headers } = request
  const { path, query } = splitTarget(target)
  if (method === 'GET') return planQuery(path, query, source)
  if (method !== 'POST') return { refusal: notFound(method, path) }
  const [type = ''] = headerValues(headers, 'content-type')
  if (type.includes('graphbinary')) {
    const routed = routeGraphBinary(body, source)
    if (!('content' in routed)) return { refusal: routed.refusal }
    return { forward: { target, body: routed.content }, mayChange: routed.mayChange }
  }
  const routed = routeGraphson(body.toString('utf8'), source)
  if (!('content' in routed)) return { refusal: routed.refusal }
  return { forward: { target, body: Buffer.from(routed.content) }, mayChange: routed.mayChange }
}

/** `?gremlin=g.V()&aliases.g=…`. */
function planQuery(path: string, query: string, source: string): Plan {
  const parameters = new URLSearchParams(query)
  const scripts = parameters.getAll('gremlin')
  const foreign = scripts.map(foreignGraphName).find((name) => name !== undefined)
  if (foreign !== undefined) return { refusal: foreignGraph(foreign) }
  for (const name of new Set(parameters.keys())) if (name.startsWith('aliases')) parameters.delete(name)
  parameters.set('aliases.g', source)
  return {
    forward: { target: `${path}?${parameters}`, body: Buffer.alloc(0) },
    mayChange: scripts.some((script) => mayChangeGraph(script, true)),
  }
}
