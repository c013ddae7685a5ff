import { readFile, writeFile } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import type { DatasetGraph } from './dataset.ts'

/**
 * Writes a graph for the workers of this run, which are the same Node: in V8's own form, which keeps bigint and Date. They
 * restore what the session has loaded, also where the dataset's files have been edited since.
 */
export function writeGraphFile(graph: DatasetGraph, file: string): Promise<void> {
  return writeFile(file, serialize(graph))
}

export async function readGraphFile(file: string): Promise<DatasetGraph> {
  return deserialize(await readFile(file)) as DatasetGraph
}
