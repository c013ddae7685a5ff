import type { process as gremlinProcess } from 'gremlin'
import { runIdOf } from '../base/run-id.ts'
import type { GremlinDriver } from '../clients/gremlin/driver.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { graphInFile } from '../dataset/graph-file.ts'
import { NamespaceError } from '../errors/errors.ts'
import { dropDataset } from '../isolation/partition/drop-partition.ts'
import { listPartitions } from '../isolation/partition/list-partitions.ts'
import { isOfRun, PARTITION_KEY } from '../isolation/partition/partition.ts'
import type { TakenIds } from '../isolation/partition/taken-ids.ts'
import { findTakenIds } from '../isolation/partition/taken-ids.ts'
import type { Mark } from '../resource/mark.ts'
import { namesOf } from '../resource/mark.ts'
import type { GraphSeed } from './seed-graph.ts'

interface EvictDatasets extends RunningService {
  readonly seed: GraphSeed
  readonly g: gremlinProcess.GraphTraversalSource
  readonly driver: GremlinDriver
}

/** How many of the elements in the way are named. */
const NAMED = 5

/**
 * Sees that no id of the dataset is taken in a graph that others have used. What a run that has ended has left in a
 * cluster of ours is removed: one without a mark on the cluster. Fails with a NamespaceError for anything else, before
 * anything is touched; so it does where nobody can be asked who lives.
 */
export async function evictDatasets(options: EvictDatasets): Promise<void> {
  const { id, ownership, seed, g, driver, report } = options
  if (ownership === 'stand-in' || ownership === 'created') return
  const graph = graphInFile(seed.source.file)
  // Each round removes what the first taken ids belong to; a graph has no more runs in it than it has rounds here.
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const taken = await findTakenIds(g, graph)
    if (!taken) return
    const isLeft = taken.partitions.every((partition) => isOfRun(partition, `${id}-`))
    if (ownership !== 'reused' || !isLeft) throw idsTaken(options, taken)
    const runs = new Set(taken.partitions.flatMap((partition) => runIdOf(partition) ?? []))
    const living = await options.living?.()
    const inUse = living?.filter(({ run }) => runs.has(run))
    if (!inUse || inUse.length > 0) throw stillUsed(options, taken, inUse ?? [])
    for (const run of runs) {
      for (const partition of (await listPartitions(g, driver, `${run}-`)).keys()) await dropDataset(g, partition)
      report({ type: 'warning', message: `what run ${run} had left in the graph of the cluster was removed` })
    }
  }
}

/** A run that may live has the elements; nothing of it is touched. */
function stillUsed({ endpoint, seed }: EvictDatasets, { elements, partitions }: TakenIds, living: readonly Mark[]) {
  const who = living.length > 0 ? namesOf(living) : `run ${partitions.map(runIdOf).join(', ')}, which may live`
  return new NamespaceError(
    [
      `The graph at ${endpoint.url} has ids of dataset ${seed.name} already: ${elements.slice(0, NAMED).join(', ')}${elements.length > NAMED ? ', …' : ''}.`,
      `They are of ${who}. Nothing was touched.`,
      'Wait until that run has ended: ids are unique in the whole graph. Or give runs at the same time datasets with ids of their own, or clusters of their own.',
    ],
    { resource: 'graph', fault: 'user' },
  )
}

function idsTaken({ endpoint, seed }: EvictDatasets, { elements, partitions }: TakenIds): NamespaceError {
  const named = elements.slice(0, NAMED).join(', ') + (elements.length > NAMED ? ', …' : '')
  const left = partitions.filter((partition) => isOfRun(partition, '-'))
  return new NamespaceError(
    [
      `The graph at ${endpoint.url} has elements with ids of dataset ${seed.name} already: ${named}.`,
      'Ids are unique in the whole graph, also among partitions. Nothing was touched.',
      left.length > 0
        ? `If run ${left.map((partition) => partition.slice(0, 9)).join(', ')} has ended, drop what it has left: g.V().has('${PARTITION_KEY}', '${left[0]}').drop(). Otherwise wait for it.`
        : 'Give the dataset ids of its own, or a cluster whose graph does not have them.',
    ],
    { resource: 'graph', fault: 'user' },
  )
}
