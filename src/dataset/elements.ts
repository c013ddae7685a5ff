import type { DatasetGraph } from './dataset.ts'
import type { ElementSink } from './neptune-csv.ts'

/** A sink that writes a file. */
export interface ElementWriter extends ElementSink {
  /** Writes what is still to be written. */
  finish(): void
  /** Closes what is open; after `finish` there is nothing to do. */
  close(): void
}

/** Writes the elements of a graph that is in memory. */
export function writeElements({ vertices, edges }: DatasetGraph, writer: ElementWriter): void {
  try {
    for (const vertex of vertices) writer.vertex(vertex, 0)
    for (const edge of edges) writer.edge(edge, 0)
    writer.finish()
  } finally {
    writer.close()
  }
}
