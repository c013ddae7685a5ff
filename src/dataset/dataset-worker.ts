import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { toPlainError } from '../errors/plain-error.ts'
import type { DatasetTask, DocumentBatch, WorkerMessage, WriteGraphTask } from './dataset-task.ts'
import { documentBatches } from './document-batches.ts'
import { GraphFileWriter } from './graph-file.ts'
import { GraphsonWriter } from './graphson-file.ts'
import { Problems } from './problems.ts'
import { readDatasetSync } from './read-dataset-sync.ts'
import { readGraph } from './read-graph.ts'

/** Entry of a worker thread that reads a dataset: see `DatasetThread`. Its task comes as the worker's data. */

/** Of how much CSV the elements are held at a time, in bytes. */
const BUCKET_BYTES = 16 * 1024 * 1024

/** How many files are open at a time at most. */
const MOST_BUCKETS = 256

const task = workerData as DatasetTask

function send(work: () => WorkerMessage, transfer: (message: WorkerMessage) => ArrayBuffer[] = () => []): void {
  try {
    const message = work()
    parentPort?.postMessage(message, transfer(message))
  } catch (error) {
    parentPort?.postMessage({ error: toPlainError(error) } satisfies WorkerMessage)
  }
}

if (task.type === 'read') send(() => ({ result: readDatasetSync(task.directory) }))
else if (task.type === 'write-graph') {
  send(() => {
    writeGraphSync(task)
    return { result: null }
  })
} else {
  const batches = documentBatches(task)
  parentPort?.on('message', () => {
    let batch: DocumentBatch | null = null
    send(
      () => {
        const next = batches.next()
        batch = next.done ? null : next.value
        return { result: batch }
      },
      () => (batch ? [batch.body.buffer as ArrayBuffer, batch.lines.buffer as ArrayBuffer] : []),
    )
  })
}

/**
 * Writes a dataset's graph into a file, element by element. Blocks the thread. Fails with a DatasetError where the files
 * are no longer as they were when they were checked.
 */
function writeGraphSync({ dataset, graph: { folder }, file, form, added }: WriteGraphTask): void {
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
