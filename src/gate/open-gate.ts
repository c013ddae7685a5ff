import { ChangesOutsidePrefix } from './changes/changes-outside-prefix.ts'
import type { Gate, GateOptions } from './gate.ts'
import { routeMessage } from './gremlin/graph-routing.ts'
import { MemoryLimit } from './gremlin/memory-limit.ts'
import { limitsOf } from './limits.ts'
import { engineUpstream } from './relay/engine-upstream.ts'
import { graphAccess, neptuneRules } from './rules/neptune-rules.ts'
import { openSearchRules, sharedEngineRules } from './rules/opensearch-rules.ts'
import { serveGate } from './serve-gate.ts'

/**
 * Opens a gate on 127.0.0.1; the engine behind it need not be ready yet. Fails with ConfigError where the port is
 * taken or may not be used, with ProvisionError where it cannot listen for another reason.
 */
export async function openGate(options: GateOptions): Promise<Gate> {
  const { service, graph, engine } = options
  const limits = limitsOf(options.limits)
  if (service === 'opensearch') {
    const upstream = engineUpstream('The OpenSearch engine', engine, limits)
    if (!options.shared) return serveGate(options, { rules: openSearchRules, upstream })
    const outside = new ChangesOutsidePrefix(options)
    return serveGate(options, { rules: sharedEngineRules(openSearchRules, options.shared, outside), outside, upstream })
  }
  return serveGate(options, {
    rules: neptuneRules(graph),
    upstream: engineUpstream('The Gremlin engine', engine, limits),
    memory: new MemoryLimit(options.interruptedAt, options.clock),
    ...(graph && {
      routerOf: (worker) => {
        const access = graphAccess(graph, worker)
        return (message, isBinary) => routeMessage(message, isBinary, access)
      },
    }),
  })
}
