import { ConfigError } from '../../errors/errors.ts'
import { splitTarget } from '../../sigv4/canonical-request.ts'
import { jsonAnswer } from '../answer.ts'
import type { GateOptions } from '../gate.ts'
import { planGremlin } from '../gremlin/graph-http.ts'
import { neptuneStatus } from '../gremlin/neptune-status.ts'
import type { GraphAccess } from '../gremlin/request-policy.ts'
import { notFound, notReady, unsupported } from '../service-rejections.ts'
import type { Plan, ServiceRules } from './service-rules.ts'

/** What Neptune offers and a Gremlin Server does not, by the start of the path, and what to use instead. */
const elsewhere: readonly (readonly [path: RegExp, what: string, instead: string])[] = [
  [/^\/opencypher\b/i, 'openCypher', "Write the query in Gremlin, or run this test against target 'aws'."],
  [/^\/sparql\b/i, 'SPARQL', "Run this test against target 'aws'."],
  [
    /^\/loader\b/i,
    'the bulk loader',
    "Name the CSV files as the service's 'dataset', or add the elements with Gremlin.",
  ],
  [/^\/(?:propertygraph|pg|gremlin)\/stream\b/i, 'Neptune streams', "Run this test against target 'aws'."],
  [/^\/ml\b/i, 'Neptune ML', "Run this test against target 'aws'."],
  [/^\/system\b/i, 'fast reset', "The graph is emptied between tests; within one, use 'g.V().drop()'."],
  [/^\/(?:propertygraph|pg|rdf)\/statistics\b/i, 'graph statistics', "Run this test against target 'aws'."],
  [/^\/gremlin\/(?:explain|profile)\b/i, 'explain and profile', "Use the steps 'explain()' and 'profile()'."],
  [/^\/gremlin\/status\b/i, 'the list of running queries', "Run this test against target 'aws'."],
]

/** The largest body Neptune takes. */
export const NEPTUNE_BODY_LIMIT = { bytes: 150 * 1024 * 1024, status: 400 } as const

/** What the requests of a worker are pointed at. */
export function graphAccess(graph: NonNullable<GateOptions['graph']>, worker: number): GraphAccess {
  const source = graph.traversalSource(worker)
  return { source, sessions: `${source}.${worker}.`, mayRead: graph.mayRead }
}

/** The rules of Neptune over a Gremlin Server; its limit is the one of Neptune. */
export function neptuneRules(graph: GateOptions['graph']): ServiceRules {
  if (graph === undefined) throw new ConfigError('The gate of Neptune cannot be opened without a graph to route to.')
  return {
    bodyLimit: NEPTUNE_BODY_LIMIT,
    readsBody: () => true,
    plan(request): Plan | Promise<Plan> {
      const { path } = splitTarget(request.target)
      const found = elsewhere.find(([pattern]) => pattern.test(path))
      if (found) return { refusal: unsupported(found[1], found[2]) }
      if (path === '/status' && request.method === 'GET') {
        const status = graph.status()
        return status ? { answer: jsonAnswer(200, neptuneStatus(status)) } : { refusal: notReady('The Gremlin engine') }
      }
      if (path === '/' || path === '/gremlin' || path === '/gremlin/') {
        return planGremlin(request, graphAccess(graph, request.worker))
      }
      return { refusal: notFound(request.method, path) }
    },
  }
}
