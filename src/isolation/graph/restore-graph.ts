import type { process as gremlinProcess } from 'gremlin'
import { retryConflicts } from '../../clients/gremlin/retry-conflicts.ts'
import { countAll, EMPTY, expectCounts, graphStep } from './graph-counts.ts'

/** The contents of a graph before a test: a file that the engine can read, and the number of its elements. */
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

/** The driver has this source, its types do not. */
interface ReadsFiles {
  io(file: string): { read(): { toList(): Promise<unknown> } }
}

/**
 * Brings a graph back to what it holds before a test, and proves it by counting. Fails with a NamespaceError that gives
 * the counts, or the engine's answer.
 *
 * Only steps that every driver sends alike are used: `iterate()` differs between 3.7 and 3.8.
 */
export async function restoreGraph({ g, contents }: RestoreGraphOptions): Promise<void> {
  const before = await graphStep('counted', () => countAll(g))
  if (before.vertices > 0 || before.edges > 0) {
    await graphStep('emptied', () => retryConflicts(() => g.V().drop().toList()))
    expectCounts('after it was emptied', await graphStep('counted', () => countAll(g)), EMPTY)
  }
  if (!contents) return
  const reader = g as unknown as ReadsFiles
  await graphStep('filled from the dataset', () => retryConflicts(() => reader.io(contents.file).read().toList()))
  expectCounts('after the dataset was read', await graphStep('counted', () => countAll(g)), {
    vertices: contents.vertexCount,
    edges: contents.edgeCount,
  })
}
