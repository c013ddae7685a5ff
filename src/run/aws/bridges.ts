import type { AwsCredentials } from '../../base/credentials.ts'
import type { Service } from '../../base/endpoint.ts'
import { workerIndexPrefix } from '../../contracts/provided-run.ts'
import type { RunningService } from '../../contracts/run-context.ts'
import { openBridge } from '../../gate/bridge.ts'
import { createCertificate } from '../../gate/certificate.ts'
import type { Gate, Identity } from '../../gate/gate.ts'
import { mintCredentials } from '../../gate/mint-credentials.ts'
import { systemClock } from '../../wait/clock.ts'
import * as messages from './messages.ts'

/** The bridges of one run: their certificates have one authority, and they know the same workers. */
export interface Bridges {
  /** By worker slot; 0 is the run itself. Only these bridges accept them. */
  readonly identities: readonly AwsCredentials[]
  /** PEM of their authority. */
  readonly authority: string
  /**
   * Opens a bridge to a service that is ready, until the cleanup; port 0 takes a free one. Returns the service behind its
   * bridge. Fails as `openBridge` does.
   */
  over<Running extends RunningService>(running: Running, port: number): Promise<Running>
}

/** Mints a certificate and credentials for the bridges of a run and their clients. */
export async function bridgesFor(workers: number): Promise<Bridges> {
  const tls = await createCertificate()
  const identities = Array.from({ length: workers + 1 }, mintCredentials)
  return {
    identities,
    authority: tls.authority,
    async over(running, port) {
      const bridge = await open(running, port, tls, identities)
      return {
        ...running,
        endpoint: bridge.endpoint,
        credentials: async () => identities[0]!,
        // Others may change a given service as well, and not through the bridge.
        notesChanges: running.ownership !== 'given',
        settle: () => bridge.settle(),
        pluginWrites: () => bridge.pluginWrites(),
      }
    },
  }
}

async function open(
  running: RunningService,
  port: number,
  tls: Awaited<ReturnType<typeof createCertificate>>,
  identities: readonly AwsCredentials[],
): Promise<Gate> {
  const { id, cleanup, credentials, endpoint, options, report } = running
  const startedAt = systemClock.now()
  const { service, region, signingHost } = endpoint
  const near = new URL(endpoint.url)
  const known = new Map<string, Identity>(
    identities.map((minted, slot) => [
      minted.accessKeyId,
      { credentials: minted, worker: countsAs(slot, service, options.isolation) },
    ]),
  )
  let bridge: Gate | undefined
  cleanup.push(messages.bridgeTo(signingHost), async () => {
    const count = bridge?.rejected() ?? 0
    if (count > 0) report({ type: 'requests-rejected', count })
    await bridge?.close()
  })
  bridge = await openBridge({
    ...{ service, region, port, tls, credentials },
    ...(service === 'opensearch' && { markOf: (worker: number) => workerIndexPrefix(id, worker) }),
    viewsPrefix: `${id}-`,
    identify: (accessKeyId) => known.get(accessKeyId),
    target: {
      signingHost,
      address: { host: near.hostname.replace(/^\[|\]$/g, ''), port: Number(near.port || 443) },
      ...(endpoint.ca && { ca: endpoint.ca }),
    },
  })
  const step = messages.openAt(bridge.endpoint.url)
  report({
    type: 'resource-step',
    what: messages.bridgeTo(signingHost),
    step,
    elapsedMs: systemClock.now() - startedAt,
  })
  return bridge
}

/**
 * Workers that take turns on one graph count as one worker: if one dies and leaves changes, the next has to find them.
 * Workers that share a graph at the same time must not wait for each other's requests.
 */
function countsAs(slot: number, service: Service, isolation: 'exclusive' | 'partition'): number {
  return service === 'neptune' && isolation === 'exclusive' ? 0 : slot
}
