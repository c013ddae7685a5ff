import { closeSync, openSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import type { DatasetEdge, DatasetGraph, DatasetVertex, GraphElements } from './dataset.ts'
import type { ElementSink } from './neptune-csv.ts'

/** How many elements one part of the file holds. */
const PART_COUNT = 1_000

/**
 * Writes a graph for the workers of this run, which are the same Node: in V8's own form, which keeps bigint and Date. They
 * restore what the run has loaded, also where the dataset's files have been edited since. Holds `PART_COUNT` elements.
 */
export class GraphFileWriter implements ElementSink {
  readonly #file: number
  #vertices: DatasetVertex[] = []
  #edges: DatasetEdge[] = []
  #isClosed = false

  constructor(file: string) {
    this.#file = openSync(file, 'w', 0o600)
  }

  vertex(vertex: DatasetVertex): void {
    this.#vertices.push(vertex)
    this.#writeFullPart()
  }

  edge(edge: DatasetEdge): void {
    this.#edges.push(edge)
    this.#writeFullPart()
  }

  /** Writes what is still to be written, and closes the file. */
  finish(): void {
    this.#writePart()
    this.close()
  }

  /** Closes the file; does nothing after `finish`. */
  close(): void {
    if (!this.#isClosed) closeSync(this.#file)
    this.#isClosed = true
  }

  #writeFullPart(): void {
    if (this.#vertices.length + this.#edges.length >= PART_COUNT) this.#writePart()
  }

  #writePart(): void {
    const part = serialize({ vertices: this.#vertices, edges: this.#edges } satisfies DatasetGraph)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(part.length)
    for (const bytes of [length, part]) for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
    this.#vertices = []
    this.#edges = []
  }
}

/** The graph in a file of `GraphFileWriter`. Each loop reads it anew, and holds `PART_COUNT` elements. */
export function graphInFile(path: string): GraphElements {
  return {
    vertices: { [Symbol.asyncIterator]: () => elementsIn(path, ({ vertices }) => vertices) },
    edges: { [Symbol.asyncIterator]: () => elementsIn(path, ({ edges }) => edges) },
  }
}

async function* elementsIn<Element>(
  path: string,
  select: (part: DatasetGraph) => readonly Element[],
): AsyncGenerator<Element, void, void> {
  const file = await open(path)
  try {
    const length = Buffer.alloc(4)
    while ((await file.read(length, 0, 4, null)).bytesRead === 4) {
      const part = Buffer.alloc(length.readUInt32LE())
      await file.read(part, 0, part.length, null)
      yield* select(deserialize(part) as DatasetGraph)
    }
  } finally {
    await file.close()
  }
}
