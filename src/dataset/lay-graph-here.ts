import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { LayTask } from './dataset-task.ts'
import { GraphFileWriter } from './graph-file.ts'
import { Problems } from './problems.ts'
import { readGraph } from './read-graph.ts'
import { GraphsonWriter } from './graphson-file.ts'

/** Of how much CSV the elements are held at a time, in bytes. */
const BUCKET_BYTES = 16 * 1024 * 1024

/** How many files are open at a time at most. */
const MOST_BUCKETS = 256

/**
 * Writes a dataset's graph into a file, element by element. Blocks the thread. Fails with a DatasetError where the files
 * are no longer as they were when they were checked.
 */
export function layGraphHere({ dataset, graph: { folder }, file, form, added }: LayTask): void {
  const problems = new Problems()
  const sizes = readdirSync(folder).map((name) => (name.endsWith('.csv') ? statSync(join(folder, name)).size : 0))
  const size = sizes.reduce((sum, each) => sum + each, 0)
  const buckets = Math.min(MOST_BUCKETS, Math.max(1, Math.ceil(size / BUCKET_BYTES)))
  const writer = form === 'io' ? new GraphsonWriter(file, { added, buckets }) : new GraphFileWriter(file)
  try {
    readGraph({ folder, name: 'neptune', problems, sink: writer })
    problems.throwIfAny(dataset, folder)
    writer.finish()
  } finally {
    writer.close()
  }
}
