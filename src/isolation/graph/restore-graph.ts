import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import { retryConflicts } from '../../clients/gremlin/retry-conflicts.ts'
import { graphInFile } from '../../dataset/graph-file.ts'
import { loadGraph } from '../../dataset/load-graph.ts'
import { NamespaceError } from '../../errors/errors.ts'
import * as messages from '../messages.ts'
import { dropInSteps } from './drop-in-steps.ts'
import { countAll, EMPTY, expectCounts, graphStep, isSameCount } from './graph-counts.ts'
import { fingerprintGraph } from './graph-fingerprint.ts'

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

/** The contents of a graph before a test, in a file of `GraphFileWriter`. */
export interface SentContents extends GraphContents {
  /** The fingerprint of the graph when it was first loaded; absent: it is loaded for the first time. */
  readonly fingerprint?: string
}

export interface RestoreByStepsOptions {
  readonly g: gremlinProcess.GraphTraversalSource
  /** The driver of `g`; see `GraphSteps`. */
  readonly driver: GremlinDriver
  /** Absent: the graph is to be empty. */
  readonly contents?: SentContents
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((loaded: number, total: number) => void) | undefined
}

/**
 * Brings a graph back to what it holds before a test, with nothing but traversals that each end soon, and proves it: by
 * counting, and by the fingerprint of the graph as it was first loaded. A graph that has it is left alone. Returns whether
 * it had to be touched. Fails with a NamespaceError.
 */
export async function restoreBySteps(options: RestoreByStepsOptions): Promise<boolean> {
  const { g, driver, contents, signal, onProgress } = options
  const wanted = contents ? { vertices: contents.vertexCount, edges: contents.edgeCount } : EMPTY
  const before = await graphStep('counted', () => countAll(g))
  if (isSameCount(before, wanted) && (!contents || (await isAsLoaded(options)))) return false

  if (!isSameCount(before, EMPTY)) {
    await graphStep('emptied', async () => {
      // Edges first: a vertex goes with all of its own, and may have any number of them.
      await dropInSteps(() => g.E(), signal)
      await dropInSteps(() => g.V(), signal)
    })
    expectCounts('after it was emptied', await graphStep('counted', () => countAll(g)), EMPTY)
  }
  if (!contents) return true
  const graph = graphInFile(contents.file)
  const note = (loaded: number) => onProgress?.(loaded, wanted.vertices + wanted.edges)
  await graphStep('filled from the dataset', () => loadGraph({ g, driver, graph, signal, onProgress: note }))
  expectCounts('after the dataset was loaded', await graphStep('counted', () => countAll(g)), wanted)
  if (contents.fingerprint !== undefined && !(await isAsLoaded(options))) {
    throw new NamespaceError(messages.graphContentDiffers('after the dataset was loaded'), { resource: 'graph' })
  }
  return true
}

async function isAsLoaded({ g, driver, contents }: RestoreByStepsOptions): Promise<boolean> {
  if (contents?.fingerprint === undefined) return false
  return (await graphStep('read', () => fingerprintGraph(g, driver))) === contents.fingerprint
}
