import type { NeptuneConnection } from '../clients/gremlin/client.ts'
import type { GremlinDriver } from '../clients/gremlin/driver.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { graphInFile } from '../dataset/graph-file.ts'
import { loadGraph } from '../dataset/load-graph.ts'
import { fingerprintGraph } from '../isolation/graph/graph-fingerprint.ts'
import { restoreGraph } from '../isolation/graph/restore-graph.ts'
import { PARTITION_KEY } from '../isolation/partition/partition.ts'
import { assertDatasetCounts, leaveSharedGraph } from '../isolation/partition/shared-graph.ts'
import type { GraphAccess } from '../preflight/service/with-graph.ts'
import { withGraph } from '../preflight/service/with-graph.ts'
import { evictDatasets } from './evict-datasets.ts'
import { LoadProgress } from './load-progress.ts'
import type { GraphSeed } from './seed-graph.ts'

interface ShareGraph extends RunningService, GraphAccess {
  /** The dataset that the tests share; absent: none. */
  readonly seed: GraphSeed | undefined
}

/**
 * Fills the graph that all tests share. The undo proves that the graph holds the dataset as it was loaded and nothing else, and
 * removes the dataset where the graph stays.
 */
export async function shareGraph(share: ShareGraph): Promise<void> {
  const { id, cleanup, report, seed, ownership } = share
  if (seed) await withGraph(share, (g, driver) => evictDatasets({ ...share, seed, g, driver }))
  const partition = seed?.source.partition
  let isReady = false
  let fingerprint: string | undefined
  cleanup.push('the shared graph', async () => {
    // Where the graph could not be filled, no test has seen it, and a graph of our own is deleted with its contents.
    if (!isReady && (ownership === 'stand-in' || ownership === 'created')) return
    const warn = (message: string) => report({ type: 'warning', message })
    const dataset = partition === undefined ? {} : { dataset: { partition, fingerprint } }
    await withGraph(share, (g, driver) =>
      leaveSharedGraph({ g, driver, prefix: `${id}-`, ...dataset, ownership, warn }),
    )
  })
  fingerprint = await withGraph(share, async (g, driver) => {
    await fill(share, g, driver)
    return partition === undefined ? undefined : fingerprintGraph(g, driver, partition)
  })
  isReady = true
}

async function fill({ seed, loading, report, signal }: ShareGraph, g: NeptuneConnection['g'], driver: GremlinDriver) {
  if (loading === 'io') return restoreGraph({ g, ...(seed && { contents: seed.source }) })
  if (!seed) return
  const { source } = seed
  const graph = graphInFile(source.file)
  const total = source.vertexCount + source.edgeCount
  const progress = new LoadProgress(report, seed)
  const partition = source.partition ?? ''
  await loadGraph({
    g,
    driver,
    graph,
    added: { [PARTITION_KEY]: partition },
    signal,
    onProgress: (loaded) => progress.note(loaded, total),
  })
  await assertDatasetCounts(g, source, partition)
  progress.done()
}
