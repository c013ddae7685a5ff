import type { DatasetGraph } from '../../src/dataset/dataset.ts'
import { GraphFileWriter } from '../../src/dataset/graph-file.ts'
import { GraphsonWriter } from '../../src/dataset/graphson.ts'

/** Writes a graph that is in memory as GraphSON, for `g.io(file).read()`; every element gets the `added` properties. */
export async function writeGraph(
  graph: DatasetGraph,
  file: string,
  added: Readonly<Record<string, string>> = {},
): Promise<void> {
  writeElements(graph, new GraphsonWriter(file, { added }))
}

/** Writes a graph that is in memory for `graphInFile`. */
export async function writeGraphFile(graph: DatasetGraph, file: string): Promise<void> {
  writeElements(graph, new GraphFileWriter(file))
}

function writeElements({ vertices, edges }: DatasetGraph, writer: GraphFileWriter | GraphsonWriter): void {
  try {
    for (const vertex of vertices) writer.vertex(vertex)
    for (const edge of edges) writer.edge(edge)
    writer.finish()
  } finally {
    writer.close()
  }
}
