import type { process as gremlinProcess } from 'gremlin'
import { retryConflicts } from '../client/gremlin-conflict.ts'
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

interface Counts {
  readonly vertices: number
  readonly edges: number
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
  const before = await step('counted', () => countAll(g))
  if (before.vertices > 0 || before.edges > 0) {
    await step('emptied', () => retryConflicts(() => g.V().drop().toList()))
    expectCounts('after it was emptied', await step('counted', () => countAll(g)), { vertices: 0, edges: 0 })
  }
  if (!contents) return
  const reader = g as unknown as ReadsFiles
  await step('filled from the dataset', () => retryConflicts(() => reader.io(contents.file).read().toList()))
  expectCounts('after the dataset was read', await step('counted', () => countAll(g)), {
    vertices: contents.vertexCount,
    edges: contents.edgeCount,
  })
}

async function countAll(g: gremlinProcess.GraphTraversalSource): Promise<Counts> {
  const [vertices, edges] = await Promise.all([g.V().count().next(), g.E().count().next()])
  return { vertices: Number(vertices.value), edges: Number(edges.value) }
}

function expectCounts(when: string, seen: Counts, wanted: Counts): void {
  if (seen.vertices === wanted.vertices && seen.edges === wanted.edges) return
  throw new NamespaceError(
    [
      `The graph is not as it has to be between tests ${when}.`,
      `It holds ${seen.vertices} vertices and ${seen.edges} edges instead of ${wanted.vertices} and ${wanted.edges}.`,
      'A request that a test did not await, or a transaction it left open, may have written after the test.',
    ],
    { resource: 'graph' },
  )
}

async function step<Result>(what: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } catch (error) {
    throw new NamespaceError([`The graph could not be ${what} between tests.`, `Last seen: ${messageOf(error)}`], {
      resource: 'graph',
      cause: error,
    })
  }
}
