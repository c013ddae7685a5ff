import type { process as gremlinProcess } from 'gremlin'
import { retryConflicts } from '../../clients/gremlin/retry-conflicts.ts'

type Traversal = gremlinProcess.GraphTraversal

/** How many elements one request drops: far from what takes Neptune its two minutes for a query. */
const BATCH = 2_000

/** How many times the elements are counted and dropped again where another client adds some meanwhile. */
const PASSES = 3

/** The number of attempts at a batch that conflicts with another write. */
const ATTEMPTS = 10

/**
 * Drops what a traversal selects, some at a time, so that no request takes longer than a service allows. Returns how many
 * are still there: 0 unless somebody goes on adding. Fails with the client's error, or the signal's reason.
 */
export async function dropInSteps(select: () => Traversal, signal?: AbortSignal): Promise<number> {
  const count = async () => Number((await select().count().next()).value)
  const drop = () => select().limit(BATCH).drop().toList()
  let left = await count()
  for (let pass = 1; left > 0 && pass <= PASSES; pass += 1) {
    for (let rest = left; rest > 0; rest -= BATCH) {
      await retryConflicts(drop, { attempts: ATTEMPTS, ...(signal && { signal }) })
    }
    left = await count()
  }
  return left
}
