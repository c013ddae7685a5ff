import { basename, join } from 'node:path'
import type { DatasetEdge, DatasetGraph, DatasetVertex } from '../../src/dataset/dataset.ts'
import { Problems } from '../../src/dataset/problems.ts'
import { readGraph } from '../../src/dataset/read-graph.ts'

/** The graph of a dataset's folder, in memory. Fails with a DatasetError. */
export async function wholeGraph(directory: string): Promise<DatasetGraph> {
  const vertices: DatasetVertex[] = []
  const edges: DatasetEdge[] = []
  const problems = new Problems()
  readGraph({
    folder: join(directory, 'neptune'),
    name: 'neptune',
    problems,
    sink: { vertex: (vertex) => vertices.push(vertex), edge: (edge) => edges.push(edge) },
  })
  problems.throwIfAny(basename(directory), directory)
  return { vertices, edges }
}
