import type { Service } from '../base/endpoint.ts'
import { splitTarget } from '../sigv4/canonical-request.ts'
import type { Gate, GateOptions } from './gate.ts'
import { routeMessage } from './gremlin/graph-routing.ts'
import { mayChangeGraph, mayChangeGraphIn } from './gremlin/gremlin-changes.ts'
import type { Routed } from './gremlin/request-policy.ts'
import { limitsOf } from './limits.ts'
import { type AwsUpstreamOptions, awsUpstream } from './relay/aws-upstream.ts'
import { NEPTUNE_BODY_LIMIT } from './rules/neptune-rules.ts'
import { mayChangeIndices, openSearchRules } from './rules/opensearch-rules.ts'
import type { Plan, ServiceRules, VerifiedRequest } from './rules/service-rules.ts'
import { serveGate } from './serve-gate.ts'

/**
 * A gate in front of AWS: it verifies the worker's signature, signs again with real credentials for the real host, and
 * connects to an address of its own, so that an unmodified client works through a tunnel (bastion, SSM, load balancer), where
 * it would sign the tunnel's host and be rejected.
 *
 * Clients may send the gate's own host or the real one. Requests and answers pass unchanged otherwise, rejections of AWS
 * included; the record of changes at `/_aws_fixtures/changes` is kept as by any gate.
 */
export interface BridgeOptions extends Omit<GateOptions, 'engine' | 'graph'>, AwsUpstreamOptions {}

/**
 * Opens a bridge on 127.0.0.1; see its contract. It connects to nothing before the first request. Fails with ConfigError
 * where the port is taken or may not be used, with ProvisionError where it cannot listen for another reason.
 */
export async function openBridge(options: BridgeOptions): Promise<Gate> {
  return serveGate(options, {
    rules: bridgeRules[options.service],
    upstream: awsUpstream(options, limitsOf(options.limits)),
    hosts: () => [options.target.signingHost.toLowerCase()],
    ...(options.service === 'neptune' ? { routerOf: () => passOn } : {}),
  })
}

/** A message as it came; it is read only to see whether it can change the graph. Neptune commits when a session is closed. */
async function passOn(message: Buffer, isBinary: boolean): Promise<Routed<Buffer>> {
  const routed = await routeMessage(message, isBinary, { source: 'g', sessions: '', mayRead: () => true })
  if (!('content' in routed)) return { content: message, mayChange: true }
  return { ...routed, content: message, mayChange: routed.mayChange || routed.session?.isClosing === true }
}

/** What passes a bridge: everything, as it came. AWS itself says what it does not offer. */
export const bridgeRules: Readonly<Record<Service, ServiceRules>> = {
  opensearch: {
    bodyLimit: openSearchRules.bodyLimit,
    readsBody: () => false,
    plan: ({ method, target }) => ({ forward: { target }, mayChange: mayChangeIndices(method, target) }),
  },
  neptune: {
    bodyLimit: NEPTUNE_BODY_LIMIT,
    readsBody: (method) => method === 'POST',
    plan: (request) => {
      const plan = (mayChange: boolean): Plan => ({ forward: { target: request.target }, mayChange })
      const mayChange = mayChangeNeptune(request)
      return mayChange instanceof Promise ? mayChange.then(plan) : plan(mayChange)
    },
  },
}

/** A request counts as a change unless it is known to read. Queries in other languages than Gremlin are not examined. */
function mayChangeNeptune({ method, target, body }: VerifiedRequest): boolean | Promise<boolean> {
  const { path, query } = splitTarget(target)
  const isGremlin = path === '/' || /^\/gremlin(?:\/(?:explain|profile))?\/?$/.test(path)
  if (isGremlin) {
    return method === 'GET'
      ? mayChangeGraph(new URLSearchParams(query).getAll('gremlin').join('\n'))
      : mayChangeGraphIn(body)
  }
  return !(method === 'GET' && /^\/(?:status|\w+\/status|\w+\/stream|\w+\/statistics)\b/i.test(path))
}
