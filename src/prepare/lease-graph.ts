import type { GraphSource } from '../contracts/provided-run.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { LeakedResourceError, NamespaceError } from '../errors/errors.ts'
import { dropInSteps } from '../isolation/graph/drop-in-steps.ts'
import { fingerprintGraph } from '../isolation/graph/graph-fingerprint.ts'
import { restoreBySteps } from '../isolation/graph/restore-graph.ts'
import type { GraphAccess } from '../preflight/service/with-graph.ts'
import { withGraph } from '../preflight/service/with-graph.ts'
import { LoadProgress } from './load-progress.ts'
import * as messages from './messages.ts'
import type { GraphSeed } from './seed-graph.ts'

interface LeaseGraph extends RunningService, GraphAccess {
  /** The dataset that each test finds; absent: an empty graph. */
  readonly seed: GraphSeed | undefined
}

/** Elements are counted up to this number: it only matters that there are some. */
const COUNTED = 1_000

/**
 * Prepares the one graph of a service for tests that need it alone, and returns what each test finds in it. A given graph must
 * be empty, and is left empty. Fails with a NamespaceError where it is not empty, before anything is touched.
 */
export async function leaseGraph(lease: LeaseGraph): Promise<GraphSource | undefined> {
  const { cleanup, seed, ownership, report, signal } = lease
  if (ownership === 'given') await assertEmpty(lease)
  // The graph of a cluster of the run's own is deleted with the cluster.
  if (ownership !== 'created') cleanup.push('what was in the graph', () => leaveEmpty(lease))
  return withGraph(lease, async (g, driver) => {
    const progress = new LoadProgress(report, seed)
    const contents = seed && { contents: seed.source }
    await restoreBySteps({ g, driver, ...contents, signal, onProgress: progress.note })
    progress.done()
    return seed && { ...seed.source, fingerprint: await fingerprintGraph(g, driver) }
  })
}

async function assertEmpty(lease: LeaseGraph): Promise<void> {
  const found = await withGraph(lease, async (g) => Number((await g.V().limit(COUNTED).count().next()).value))
  if (found === 0) return
  throw new NamespaceError(messages.graphNotEmpty(lease.endpoint.url, found, found === COUNTED), {
    resource: 'graph',
    fault: 'user',
  })
}

async function leaveEmpty(lease: LeaseGraph): Promise<void> {
  const [edges, vertices] = await withGraph(lease, async (g) => [
    await dropInSteps(() => g.E()),
    await dropInSteps(() => g.V()),
  ])
  if (edges === 0 && vertices === 0) return
  throw new LeakedResourceError(messages.graphStillWritten(lease.endpoint.url, vertices, edges), { resource: 'graph' })
}
