import type { process as gremlinProcess } from 'gremlin'
import { batchesOf, type Elements } from '../../dataset/batches.ts'
import type { GraphElements } from '../../dataset/dataset.ts'
import { PARTITION_KEY } from './partition.ts'

/** How many ids one request asks for. */
const BATCH = 500

/** Elements of a graph that stand where those of a dataset are to be: an id is the graph's, not a partition's. */
export interface TakenIds {
  /** As a person names them: `vertex BOS`. */
  readonly elements: readonly string[]
  /** The partitions they are in; '' for none. */
  readonly partitions: readonly string[]
}

/** Looks for elements that have an id of the dataset's; of the first request that finds some, those. */
export async function findTakenIds(
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
