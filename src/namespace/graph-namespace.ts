import type { process as gremlinProcess } from 'gremlin'
import { messageOf, NamespaceError } from '../errors.ts'

/** What a graph holds before a test: a file the engine can read, and what is in it. */
export interface GraphContents {
  readonly file: string
  readonly vertexCount: number
  readonly edgeCount: number
}

export interface RestoreGraphOptions {
  readonly g: gremlinProcess.GraphTraversalSource
  /** Absent: the graph is to be empty. */
  readonly contents?: GraphContents
}

/**
 * Brings a graph back to what it holds before a test, and proves it by counting. Only ordinary steps are used, and none
 * that differs between drivers. Fails with a NamespaceError that gives the counts.
 */
export async function restoreGraph({ g, contents }: RestoreGraphOptions): Promise<void> {
  try {
    if ((await count(g.V().count())) > 0) await g.V().drop().toList()
    await expectCounts(g, 0, 0)
    if (!contents) return
    await (g as unknown as { io(file: string): { read(): { toList(): Promise<unknown> } } })
      .io(contents.file)
      .read()
      .toList()
    await expectCounts(g, contents.vertexCount, contents.edgeCount)
  } catch (error) {
    if (error instanceof NamespaceError) throw error
    throw new NamespaceError(['The graph could not be restored between tests.', `Last seen: ${messageOf(error)}`], {
      cause: error,
    })
  }
}

async function expectCounts(g: gremlinProcess.GraphTraversalSource, vertices: number, edges: number): Promise<void> {
  const [seenVertices, seenEdges] = await Promise.all([count(g.V().count()), count(g.E().count())])
  if (seenVertices === vertices && seenEdges === edges) return
  throw new NamespaceError([
    'The graph is not as it has to be between tests.',
    `It holds ${seenVertices} vertices and ${seenEdges} edges instead of ${vertices} and ${edges}.`,
    'A request that a test did not await, or a transaction it left open, may have written after the test.',
  ])
}

async function count(traversal: gremlinProcess.GraphTraversal): Promise<number> {
  const { value } = await traversal.next()
  return Number(value)
}
