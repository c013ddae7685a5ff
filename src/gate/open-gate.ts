import type { Service } from '../base/endpoint.ts'
import { ChangesOutsidePrefix } from './changes/changes-outside-prefix.ts'
import type { Gate, GateOptions } from './gate.ts'
import { routeMessage } from './gremlin/graph-routing.ts'
import { MemoryLimit } from './gremlin/memory-limit.ts'
import { type GateLimits, limitsOf } from './limits.ts'
import { engineUpstream } from './relay/engine-upstream.ts'
import { graphAccess, neptuneRules } from './rules/neptune-rules.ts'
import { openSearchRules, sharedEngineRules } from './rules/opensearch-rules.ts'
import { type GateParts, serveGate } from './serve-gate.ts'

/**
 * Opens a gate on 127.0.0.1; the engine behind it need not be ready yet. Fails with ConfigError where the port is
 * taken or may not be used, with ProvisionError where it cannot listen for another reason.
 */
export async function openGate(options: GateOptions): Promise<Gate> {
  return serveGate(options, partsOf[options.service](options, limitsOf(options.limits)))
}

/** What makes the gate of each service the one it is. */
const partsOf: Readonly<Record<Service, (options: GateOptions, limits: GateLimits) => GateParts>> = {
  opensearch(options, limits) {
    const upstream = engineUpstream('The OpenSearch engine', options.engine, limits)
    if (!options.shared) return { rules: openSearchRules, upstream }
    const outside = new ChangesOutsidePrefix(options)
    return { rules: sharedEngineRules(openSearchRules, options.shared, outside), outside, upstream }
  },
  neptune({ graph, engine, interruptedAt, clock }, limits) {
    return {
      rules: neptuneRules(graph),
      upstream: engineUpstream('The Gremlin engine', engine, limits),
      memory: new MemoryLimit(interruptedAt, clock),
      ...(graph && {
        routerOf: (worker) => {
          const access = graphAccess(graph, worker)
          return (message, isBinary) => routeMessage(message, isBinary, access)
        },
      }),
    }
  },
}
