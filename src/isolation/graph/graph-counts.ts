import type { process as gremlinProcess } from 'gremlin'
import { messageOf, NamespaceError } from '../../errors/errors.ts'
import * as messages from '../messages.ts'

/** How many elements a graph holds. */
export interface GraphCounts {
  readonly vertices: number
  readonly edges: number
}

/** Nothing. */
export const EMPTY: GraphCounts = { vertices: 0, edges: 0 }

export async function countAll(g: gremlinProcess.GraphTraversalSource): Promise<GraphCounts> {
  const [vertices, edges] = await Promise.all([g.V().count().next(), g.E().count().next()])
  return { vertices: Number(vertices.value), edges: Number(edges.value) }
}

export function isSameCount(one: GraphCounts, other: GraphCounts): boolean {
  return one.vertices === other.vertices && one.edges === other.edges
}

/** Fails with a NamespaceError that gives both counts; `when` is a clause: `after it was emptied`. */
export function expectCounts(when: string, seen: GraphCounts, wanted: GraphCounts): void {
  if (isSameCount(seen, wanted)) return
  throw new NamespaceError(messages.graphDiffers(when, seen, wanted), { resource: 'graph' })
}

/** Takes a step of a restoration. Fails with a NamespaceError that quotes what came in its way; `what` is a participle. */
export async function graphStep<Result>(what: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (error) {
    throw new NamespaceError(messages.graphStepFailed(what, messageOf(error)), { resource: 'graph', cause: error })
  }
}
