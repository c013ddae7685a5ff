import type { Service } from '../../../src/base/endpoint.ts'
import { createCertificate } from '../../../src/gate/certificate.ts'
import type { Gate, Identity } from '../../../src/gate/gate.ts'
import { routeMessage } from '../../../src/gate/gremlin/graph-routing.ts'
import { graphsonRejection } from '../../../src/gate/gremlin/graphson-request.ts'
import type { Routed } from '../../../src/gate/gremlin/request-policy.ts'
import { limitsOf } from '../../../src/gate/limits.ts'
import type { Rejection } from '../../../src/gate/rejection.ts'
import { engineUpstream } from '../../../src/gate/relay/engine-upstream.ts'
import { neptuneRules } from '../../../src/gate/rules/neptune-rules.ts'
import { openSearchRules } from '../../../src/gate/rules/opensearch-rules.ts'
import type { ServiceRules, VerifiedRequest } from '../../../src/gate/rules/service-rules.ts'
import { type GateParts, serveGate } from '../../../src/gate/serve-gate.ts'
import type { RunningEngine } from '../../gate/start-engine.ts'
import { accountHash } from './neptune-shapes.ts'

/** The real engines behind all simulated domains and clusters: one OpenSearch and one Gremlin Server. */
export interface SimulatedEngines {
  readonly opensearch: RunningEngine
  readonly gremlin: RunningEngine
}

export interface DataPlaneOptions {
  readonly account: string
  readonly region: string
  readonly engines: SimulatedEngines
  readonly identify: (accessKeyId: string) => Identity | undefined
  /** The host names and ports of the domains and clusters that exist now. */
  readonly hosts: (service: Service) => readonly string[]
  /** Whether a policy allows the next request, by its IAM action: `es:ESHttpPut`; default always. */
  readonly allows?: Allows
}

export type Allows = (service: Service, action: string) => boolean

/** A request to a domain or cluster whose signature was good, or a message of a WebSocket to a cluster. */
export interface DataRequest {
  readonly service: Service
  /** The host that was signed: `search-orders-….eu-west-1.es.amazonaws.com`; absent for a message. */
  readonly host?: string | undefined
  readonly method: string
  /** The path on the wire; for a message `/gremlin`. */
  readonly target: string
  /** The body with a character for each byte; the names of Gremlin's steps are readable in it. */
  readonly body: string
}

/** The endpoints of simulated domains and clusters: a gate for each service, for all host names. */
export interface DataPlane {
  readonly ports: Readonly<Record<Service, number>>
  /** The authority of their certificates, as PEM. */
  readonly authority: string
  /** All requests and messages, in the order of arrival. */
  readonly requests: readonly DataRequest[]
  close(): Promise<void>
}

/** Opens the two gates. All clusters have the same graph. */
export async function openDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  const { account, region, engines, identify } = options
  const { opensearch, gremlin } = engines
  const tls = await createCertificate(undefined, [
    `*.${region}.es.amazonaws.com`,
    // A wildcard in a certificate stands for only one part of a name.
    `*.cluster-${accountHash(account, region)}.${region}.neptune.amazonaws.com`,
  ])
  const status = () => ({ startTime: new Date(), gremlinVersion: gremlin.version, engineVersion: '1.4.6.0' })
  const limits = limitsOf({})
  const { allows = () => true } = options
  const requests: DataRequest[] = []
  const open = (service: Service, parts: Omit<GateParts, 'hosts'>): Promise<Gate> =>
    serveGate(
      { service, region, port: 0, tls, identify },
      {
        ...parts,
        rules: noting(
          service,
          requests,
          whereAllowed(parts.rules, (request) =>
            actionsOf(service, request).find((action) => !allows(service, action)),
          ),
        ),
        hosts: () => options.hosts(service).flatMap((host) => [host, host.replace(/:\d+$/, '')]),
      },
    )
  const gates = await Promise.all([
    open('opensearch', {
      rules: openSearchRules,
      upstream: engineUpstream('The domain', () => opensearch.address, limits),
    }),
    open('neptune', {
      rules: neptuneRules({ traversalSource: () => 'g0', status }),
      upstream: engineUpstream('The cluster', () => gremlin.address, limits),
      routerOf: (worker) => async (message, isBinary) => {
        requests.push({ service: 'neptune', method: 'message', target: '/gremlin', body: message.toString('latin1') })
        return queriesAllowed(
          await routeMessage(message, isBinary, { source: 'g0', sessions: `${worker}.` }),
          message,
          allows,
        )
      },
    }),
  ])
  const portOf = (gate: Gate) => Number(new URL(gate.endpoint.url).port)
  return {
    ports: { opensearch: portOf(gates[0]), neptune: portOf(gates[1]) },
    authority: tls.authority,
    requests,
    close: async () => void (await Promise.all(gates.map((gate) => gate.close()))),
  }
}

/** The answer of AWS to an identity that no policy allows the action. */
const notAuthorized = (action: string): Rejection => ({
  reason: 'not-found',
  status: 403,
  type: 'AccessDeniedException',
  sentence: `User: arn:aws:iam::111122223333:user/simulated is not authorized to perform: ${action}`,
  explanation: '',
})

/** The IAM actions of a request: for OpenSearch by its method; for Neptune that of the status, or those of the steps of a query. */
function actionsOf(service: Service, { method, target, body }: VerifiedRequest): readonly string[] {
  if (service === 'opensearch') return [`es:ESHttp${method.charAt(0)}${method.slice(1).toLowerCase()}`]
  return target.startsWith('/status') ? ['neptune-db:GetEngineStatus'] : actionsOfQuery(body.toString('latin1'))
}

/** The IAM actions of a query since engine 1.2, in the order in which a denial names them. To open a connection needs the last. */
export const actionsOfQuery = (query: string): readonly string[] => [
  ...(/\b(addV|addE|mergeV|mergeE|property)\b/.test(query) ? ['neptune-db:WriteDataViaQuery'] : []),
  ...(/\bdrop\b/.test(query) ? ['neptune-db:DeleteDataViaQuery'] : []),
  'neptune-db:ReadDataViaQuery',
]

function whereAllowed(rules: ServiceRules, lacks: (request: VerifiedRequest) => string | undefined): ServiceRules {
  return {
    ...rules,
    plan(request) {
      const action = lacks(request)
      return action === undefined ? rules.plan(request) : { rejection: notAuthorized(action) }
    },
  }
}

function noting(service: Service, requests: DataRequest[], rules: ServiceRules): ServiceRules {
  return {
    ...rules,
    plan(request) {
      const { method, target, headers, body } = request
      const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1]
      requests.push({ service, host, method, target, body: body.toString('latin1') })
      return rules.plan(request)
    },
  }
}

/** Neptune checks each query of a connection that it has accepted. */
function queriesAllowed(routed: Routed<Buffer>, message: Buffer, allows: Allows): Routed<Buffer> {
  if (!('content' in routed)) return routed
  const action = actionsOfQuery(message.toString('latin1')).find((each) => !allows('neptune', each))
  if (action === undefined) return routed
  // The driver that fills and reads a graph speaks GraphSON 3, in binary messages.
  const start = 1 + (message[0] ?? 0)
  const request = JSON.parse(message.toString('utf8', start)) as { requestId: { '@value': string } }
  const rejection = notAuthorized(action)
  const answer = graphsonRejection(request.requestId['@value'], rejection, message.toString('latin1', 1, start))
  return { rejection, answer: Buffer.from(answer) }
}
