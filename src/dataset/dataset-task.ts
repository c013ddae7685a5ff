import type { PlainError } from '../errors/plain-error.ts'
import type { Dataset, GraphFiles } from './dataset.ts'

/** Reads and checks a dataset. */
export interface ReadTask {
  readonly type: 'read'
  readonly directory: string
}

/** Writes a dataset's graph into a file for whoever fills a graph with it. */
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
