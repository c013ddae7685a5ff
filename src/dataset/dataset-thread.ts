import { Worker } from 'node:worker_threads'
import { DatasetError } from '../errors/errors.ts'
import { fromPlainError, type PlainError } from '../errors/plain-error.ts'
import { resolverOptions } from '../process/plug-n-play.ts'
import type { Dataset, GraphFiles } from './dataset.ts'
import * as messages from './messages.ts'

/** Reads and checks a dataset. */
export interface ReadTask {
  readonly type: 'read'
  readonly directory: string
}

/** Writes a dataset's graph into a file, from which a graph is filled. */
export interface WriteGraphTask {
  readonly type: 'write-graph'
  /** The dataset's name. */
  readonly dataset: string
  readonly graph: GraphFiles
  readonly file: string
  /** `io`: for the engine's `g.io()`, see `GraphsonWriter`. `steps`: for `graphInFile`. */
  readonly form: 'io' | 'steps'
  /** Properties that every element gets besides its own; only with `io`. */
  readonly added: Readonly<Record<string, string>>
}

/** Turns an NDJSON file into bodies of bulk requests, each when it is asked for. */
export interface DocumentsTask {
  readonly type: 'documents'
  readonly path: string
  readonly name: string
}

/** What a dataset worker does. */
export type DatasetTask = ReadTask | WriteGraphTask | DocumentsTask

/** The body of one bulk request. */
export interface DocumentBatch {
  readonly body: Uint8Array
  /** The line of each of its documents. */
  readonly lines: Uint32Array
}

/** What each task results in; of documents, one batch at a time, null behind the last. */
export interface TaskResults {
  readonly read: Dataset
  readonly 'write-graph': null
  readonly documents: DocumentBatch | null
}

/** What a dataset worker says: a result, or why there is none. */
export type WorkerMessage = { readonly result: TaskResults[keyof TaskResults] } | { readonly error: PlainError }

/** The entry's file beside this one: TypeScript in the repository, JavaScript in the package. */
const entry = new URL(`./dataset-worker${import.meta.url.slice(-3)}`, import.meta.url)

/**
 * The heap that reading may take, in MiB. What it needs does not depend on a dataset's size but on its longest line: one
 * of 100 MiB may take twenty times its length once it is parsed.
 */
const HEAP_MB = 4_096

/** A thread of its own that reads a dataset, so that the thread of its process, which others wait for, goes on. */
export class DatasetThread<Type extends DatasetTask['type']> {
  readonly #worker: Worker
  readonly #what: string
  readonly #signal: AbortSignal | undefined
  #settle: { resolve(result: TaskResults[Type]): void; reject(error: unknown): void } | undefined
  #failure: unknown
  readonly #stop = () => {
    this.#fail(this.#signal?.reason)
    this.close()
  }

  /** `what`: the dataset or file, as an error names it. */
  constructor(task: DatasetTask & { readonly type: Type }, what: string, signal?: AbortSignal) {
    this.#what = what
    this.#signal = signal
    // The other options of this process, such as `--import`, are not meant for it.
    this.#worker = new Worker(entry, {
      workerData: task,
      execArgv: resolverOptions(),
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    this.#worker.on('message', (message: WorkerMessage) => this.#receive(message))
    this.#worker.on('error', (error) => this.#fail(this.#named(error)))
    this.#worker.on('exit', (code) =>
      this.#fail(new Error(`The thread that reads ${what} ended by exit code ${code}.`)),
    )
    signal?.addEventListener('abort', this.#stop, { once: true })
  }

  /** The next result. Fails with a DatasetError, the signal's reason, or whatever the thread failed with. */
  next(): Promise<TaskResults[Type]> {
    if (this.#signal?.aborted) this.#stop()
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure)
      this.#settle = { resolve, reject }
      this.#worker.postMessage('next')
    })
  }

  /** Ends the thread, whatever it is doing. */
  close(): void {
    this.#signal?.removeEventListener('abort', this.#stop)
    // Not awaited: one that is inside of a read from a dead network drive ends when that does.
    void this.#worker.terminate()
  }

  #receive(message: WorkerMessage): void {
    if ('error' in message) this.#fail(fromPlainError(message.error))
    else this.#settle?.resolve(message.result as TaskResults[Type])
  }

  #fail(error: unknown): void {
    this.#failure ??= error
    this.#settle?.reject(this.#failure)
  }

  #named(error: Error): Error {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') return error
    return new DatasetError(messages.datasetOutOfMemory(this.#what, HEAP_MB), { resource: this.#what, cause: error })
  }
}
