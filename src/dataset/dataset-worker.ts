/** Entry of a worker thread that reads a dataset: see `DatasetThread`. Its task comes as the worker's data. */
import { parentPort, workerData } from 'node:worker_threads'
import { toPlainError } from '../errors/plain-error.ts'
import type { DatasetTask, DocumentBatch, WorkerMessage } from './dataset-task.ts'
import { documentBatches } from './document-batches.ts'
import { layGraphHere } from './lay-graph-here.ts'
import { readDatasetHere } from './read-dataset-sync.ts'

const task = workerData as DatasetTask

function send(work: () => WorkerMessage, transfer: (message: WorkerMessage) => ArrayBuffer[] = () => []): void {
  try {
    const message = work()
    parentPort?.postMessage(message, transfer(message))
  } catch (error) {
    parentPort?.postMessage({ error: toPlainError(error) } satisfies WorkerMessage)
  }
}

if (task.type === 'read') send(() => ({ result: readDatasetHere(task.directory) }))
else if (task.type === 'lay') {
  send(() => {
    layGraphHere(task)
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
