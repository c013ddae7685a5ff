import type { BridgeOptions } from './bridge.ts'
import { bridgeRules } from './bridge-rules.ts'
import type { Gate } from './gate.ts'
import { routeMessage } from './gremlin/graph-routing.ts'
import type { Routed } from './gremlin/routed.ts'
import { limitsOf } from './limits.ts'
import { awsUpstream } from './relay/aws-upstream.ts'
import { serveGate } from './serve-gate.ts'

/**
 * Opens a bridge on 127.0.0.1; see its contract. Nothing is dialled before the first request. Fails with ConfigError
 * where the port is taken or may not be used, with ProvisionError where it cannot listen for another reason.
 */
export async function openBridge(options: BridgeOptions): Promise<Gate> {
  return serveGate(options, {
    rules: bridgeRules(options.service),
    upstream: awsUpstream(options, limitsOf(options.limits)),
    hosts: () => [options.target.signingHost.toLowerCase()],
    ...(options.service === 'neptune' ? { routerOf: () => passOn } : {}),
  })
}

/** A message as it came; it is read only to see whether it can change the graph. Neptune commits a session that is closed. */
async function passOn(message: Buffer, isBinary: boolean): Promise<Routed<Buffer>> {
  const routed = await routeMessage(message, isBinary, { source: 'g', sessions: '', mayRead: () => true })
  if (!('content' in routed)) return { content: message, mayChange: true }
  return { ...routed, content: message, mayChange: routed.mayChange || routed.session?.isClosing === true }
}
