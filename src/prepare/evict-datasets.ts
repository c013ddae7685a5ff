import type { process as gremlinProcess } from 'gremlin'
import { runIdOf } from '../base/run-id.ts'
import type { GremlinDriver } from '../clients/gremlin/driver.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { batchesOf, type Elements } from '../dataset/batches.ts'
import type { GraphElements } from '../dataset/dataset.ts'
import { graphInFile } from '../dataset/graph-file.ts'
import { NamespaceError } from '../errors/errors.ts'
import { dropDataset, isOfRun, listPartitions, PARTITION_KEY } from '../isolation/partition/partition.ts'
import { type Mark, namesOf } from '../resource/mark.ts'
import * as messages from './messages.ts'
import type { GraphSeed } from './seed-graph.ts'

interface EvictDatasets extends RunningService {
  readonly seed: GraphSeed
  readonly g: gremlinProcess.GraphTraversalSource
  readonly driver: GremlinDriver
}

/**
 * Makes sure that no id of the dataset is taken in a graph that others have used. In a cluster of ours, removes what runs have
 * left that have ended: those without a mark on the cluster. Fails with a NamespaceError for all other elements, before anything
 * is touched, also where the cluster has no marks that tell which runs live.
 */
export async function evictDatasets(options: EvictDatasets): Promise<void> {
  const { id, ownership, seed, g, driver, report } = options
  if (ownership === 'stand-in' || ownership === 'created') return
  const graph = graphInFile(seed.source.file)
  // Each round removes the runs of the first taken ids. A graph has fewer runs in it than there are rounds.
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

/** The error where the elements belong to a run that may live: nothing of it is touched. */
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

/** How many ids one request asks for. */
const BATCH = 500

/** Elements of a graph that stand where those of a dataset are to be: an id is the graph's, not a partition's. */
interface TakenIds {
  /** As a person names them: `vertex BOS`. */
  readonly elements: readonly string[]
  /** The partitions they are in; '' for none. */
  readonly partitions: readonly string[]
}

/** Looks for elements that have an id of the dataset's; of the first request that finds some, those. */
async function findTakenIds(
  g: gremlinProcess.GraphTraversalSource,
  { vertices, edges }: GraphElements,
): Promise<TakenIds | undefined> {
  return (
    (await findAmong('vertex', vertices, (ids) => g.V(...ids))) ??
    (await findAmong('edge', edges, (ids) => g.E(...ids)))
  )
}

async function findAmong(
  what: string,
  elements: Elements<{ readonly id: string }>,
  select: (ids: readonly string[]) => gremlinProcess.GraphTraversal,
): Promise<TakenIds | undefined> {
  for await (const batch of batchesOf(elements, BATCH)) {
    const ids = batch.map(({ id }) => id)
    const taken = await select(ids).id().toList()
    if (taken.length === 0) continue
    const keyed = await select(ids).has(PARTITION_KEY).values(PARTITION_KEY).toList()
    const partitions = new Set([...keyed.map(String), ...(keyed.length < taken.length ? [''] : [])])
    return { elements: taken.map((id) => `${what} ${id}`), partitions: [...partitions] }
  }
  return undefined
}
