import { Worker } from 'node:worker_threads'
import { DatasetError } from '../errors/errors.ts'
import { fromPlainError } from '../errors/plain-error.ts'
import { resolverOptions } from '../process/plug-n-play.ts'
import type { DatasetTask, TaskResults, WorkerMessage } from './dataset-task.ts'
import * as messages from './messages.ts'

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
