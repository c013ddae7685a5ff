import { ConfigError } from '../../errors/errors.ts'
import { headerValues, splitTarget } from '../../sigv4/canonical-request.ts'
import { jsonAnswer } from '../answer.ts'
import type { GateOptions, GraphServerStatus } from '../gate.ts'
import { routeGraphBinary } from '../gremlin/graphbinary-request.ts'
import { type RoutedGraphson, routeGraphson } from '../gremlin/graphson-request.ts'
import { isChangingScript } from '../gremlin/gremlin-changes.ts'
import { checkScript, type GraphAccess, GremlinRejected, type Routed } from '../gremlin/request-policy.ts'
import { asBody, type Pieces } from '../receive/pieces.ts'
import { notFound, notReady, unsupported } from '../service-rejections.ts'
import type { Plan, ServiceRules, VerifiedRequest } from './service-rules.ts'

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
      if (found) return { rejection: unsupported(found[1], found[2]) }
      if (path === '/status' && request.method === 'GET') {
        const status = graph.status()
        return status
          ? { answer: jsonAnswer(200, neptuneStatus(status)) }
          : { rejection: notReady('The Gremlin engine') }
      }
      if (path === '/' || path === '/gremlin' || path === '/gremlin/') {
        return planGremlin(request, graphAccess(graph, request.worker))
      }
      return { rejection: notFound(request.method, path) }
    },
  }
}

/** Points a request to the HTTP endpoint of Gremlin at a traversal source: a script in the query or in the body. */
function planGremlin(request: VerifiedRequest, access: GraphAccess): Plan | Promise<Plan> {
  const { method, target, body, headers } = request
  const { path, query } = splitTarget(target)
  if (method === 'GET') return planQuery(path, query, access)
  if (method !== 'POST') return { rejection: notFound(method, path) }
  const [type = ''] = headerValues(headers, 'content-type')
  const routing = type.includes('graphbinary') ? routeGraphBinary(body, access) : routeGraphson(body, access)
  const plan = (routed: Routed<Pieces> | RoutedGraphson): Plan =>
    'content' in routed
      ? { forward: { target, body: asBody(routed.content) }, mayChange: routed.mayChange }
      : { rejection: routed.rejection }
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
    if (cause instanceof GremlinRejected) return { rejection: cause.rejection }
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

/**
 * The newest Neptune engine that speaks a line of TinkerPop: "Query-Language Versions Supported in This Release" of
 * https://docs.aws.amazon.com/neptune/latest/userguide/engine-releases.html, as of September 2026.
 */
const engineOfLine: Readonly<Record<string, string>> = { '3.7': '1.4.7.1', '3.6': '1.3.1.0', '3.5': '1.2.0.2' }

/** For a line of TinkerPop that no Neptune speaks. */
const NO_ENGINE = '0.0.0.0'

/**
 * The body of Neptune's `GET /status`. Version and time are the real server's; the engine version is the one that
 * was asked for, or of the newest Neptune that would report such a TinkerPop. No entry for openCypher or SPARQL, which are not served here.
 */
function neptuneStatus({ startTime, gremlinVersion, engineVersion }: GraphServerStatus): Record<string, unknown> {
  const line = gremlinVersion.split('.').slice(0, 2).join('.')
  return {
    status: 'healthy',
    startTime: startTime.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 UTC $4'),
    dbEngineVersion: engineVersion ?? engineOfLine[line] ?? NO_ENGINE,
    role: 'writer',
    dfeQueryEngine: 'viaQueryHint',
    gremlin: { version: `tinkerpop-${gremlinVersion}` },
    labMode: {},
    rollingBackTrxCount: 0,
    features: {},
    settings: {},
  }
}
