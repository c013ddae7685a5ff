import { basename, resolve } from 'node:path'
import { Turns } from '../wait/turns.ts'
import type { Dataset } from './dataset.ts'
import { DatasetThread, type ReadTask, type TaskResults, type WriteGraphTask } from './dataset-thread.ts'

/** How many threads of this process read at the same time: each keeps a processor busy. */
const AT_ONCE = 2

const turns = new Turns(AT_ONCE)

interface ReadOptions {
  readonly signal?: AbortSignal | undefined
  /** Told where others are read first, and how many. */
  readonly onWait?: (before: number) => void
}

/**
 * Reads and checks a dataset's folder, `opensearch/<index>/{index.json,*.ndjson}` and `neptune/*.csv`, in a thread of its
 * own. Fails with one DatasetError that names every bad line, or with the signal's reason.
 */
export function readDataset(directory: string, options: ReadOptions = {}): Promise<Dataset> {
  return run<'read'>({ type: 'read', directory }, `Dataset ${basename(resolve(directory))}`, options)
}

/**
 * Writes the graph of a dataset into a file, in a thread of its own. Fails with a DatasetError where the dataset is no
 * longer as it was when it was read, or with the signal's reason.
 */
export async function writeDatasetGraph(task: Omit<WriteGraphTask, 'type'>, options: ReadOptions = {}): Promise<void> {
  await run<'write-graph'>({ type: 'write-graph', ...task }, `Dataset ${task.dataset}`, options)
}

function run<Type extends 'read' | 'write-graph'>(
  task: (ReadTask | WriteGraphTask) & { readonly type: Type },
  what: string,
  options: ReadOptions,
): Promise<TaskResults[Type]> {
  const { signal } = options
  return turns.take(async () => {
    const thread = new DatasetThread<Type>(task as never, what, signal)
    try {
      return await thread.next()
    } finally {
      thread.close()
    }
  }, options)
}
