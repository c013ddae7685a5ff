import type { process as gremlinProcess } from 'gremlin'
import { runIdOf } from '../base/run-id.ts'
import type { GremlinDriver } from '../clients/gremlin/driver.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { graphInFile } from '../dataset/graph-file.ts'
import { NamespaceError } from '../errors/errors.ts'
import { dropDataset, isOfRun, listPartitions } from '../isolation/partition/partition.ts'
import { findTakenIds, type TakenIds } from '../isolation/partition/taken-ids.ts'
import { type Mark, namesOf } from '../resource/mark.ts'
import * as messages from './messages.ts'
import type { GraphSeed } from './seed-graph.ts'

interface EvictDatasets extends RunningService {
  readonly seed: GraphSeed
  readonly g: gremlinProcess.GraphTraversalSource
  readonly driver: GremlinDriver
}

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
      report({ type: 'warning', message: messages.leftoversRemoved(run) })
    }
  }
}

/** A run that may live has the elements; nothing of it is touched. */
function stillUsed({ endpoint, seed }: EvictDatasets, { elements, partitions }: TakenIds, living: readonly Mark[]) {
  const who = living.length > 0 ? namesOf(living) : `run ${partitions.map(runIdOf).join(', ')}, which may live`
  const lines = messages.idsInUse(endpoint.url, seed.name, elements, who)
  return new NamespaceError(lines, { resource: 'graph', fault: 'user' })
}

function idsTaken({ endpoint, seed }: EvictDatasets, { elements, partitions }: TakenIds): NamespaceError {
  const ofRuns = partitions.filter((partition) => isOfRun(partition, '-'))
  const lines = messages.idsTaken(endpoint.url, seed.name, elements, ofRuns)
  return new NamespaceError(lines, { resource: 'graph', fault: 'user' })
}
