import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { toPlainError } from '../errors/plain-error.ts'
import type { DatasetTask, DocumentBatch, DocumentsTask, WorkerMessage, WriteGraphTask } from './dataset-thread.ts'
import { GraphFileWriter } from './graph-file.ts'
import { GraphsonWriter } from './graphson.ts'
import { Problems } from './problems.ts'
import { readBlocks } from './read-blocks.ts'
import { readDatasetSync } from './read-dataset-sync.ts'
import { readDocuments } from './read-documents.ts'
import { readGraph } from './read-graph.ts'

/** Entry of a worker thread that reads a dataset: see `DatasetThread`. Its task comes as the worker's data. */

/** Of how much CSV the elements are held at a time, in bytes. */
const BUCKET_BYTES = 16 * 1024 * 1024

/** How many files are open at a time at most. */
const MOST_BUCKETS = 256

/** How much goes into one bulk request, in characters; larger ones gain nothing. */
const BATCH_LENGTH = 4_000_000

/** How many documents go into one bulk request: the answer says something of each, and is parsed in one piece. */
const BATCH_COUNT = 5_000

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

/**
 * The bodies of the bulk requests for an NDJSON file, documents as they are spelt but for their `_id`. Holds one of them.
 * Fails with a DatasetError where the file is no longer as it was when it was checked.
 */
function* documentBatches({ path, name }: DocumentsTask): Generator<DocumentBatch> {
  const problems = new Problems()
  const encoder = new TextEncoder()
  let texts: string[] = []
  let lines: number[] = []
  let length = 0
  const batch = (): DocumentBatch => {
    const made = { body: encoder.encode(texts.join('')), lines: Uint32Array.from(lines) }
    texts = []
    lines = []
    length = 0
    return made
  }
  for (const block of readBlocks({ path, name, problems })) {
    for (const read of readDocuments(block.bytes.toString(), block.line)) {
      if ('problem' in read) {
        problems.add(name, read.line, read.problem)
        continue
      }
      const { id, source, line } = read
      texts.push(id === undefined ? '{"index":{}}\n' : `{"index":${JSON.stringify({ _id: id })}}\n`, source, '\n')
      lines.push(line)
      length += source.length
      if (length >= BATCH_LENGTH || lines.length >= BATCH_COUNT) yield batch()
    }
  }
  problems.throwIfAny(name, path)
  if (lines.length > 0) yield batch()
}
