/** What is said of a dataset that cannot be read or loaded. */

import { counted } from '../base/counted.ts'

/** The option `dataset` names a folder that is not there, or a file; `meant` is a folder with a like name. */
export const datasetNotFound = (name: string, directory: string, isFile: boolean, meant: string | undefined) => [
  `Dataset ${name} was not found.`,
  isFile ? `This is a file, not a folder: ${directory}.` : `There is no folder ${directory}.`,
  meant === undefined ? undefined : `Did you mean ${meant}?`,
  "The path in the option 'dataset' is relative to the root of the Vitest project.",
]

/** The folder of a dataset has neither indices nor a graph in it. */
export const datasetEmpty = (name: string, directory: string) => [
  `Dataset ${name} is empty.`,
  `There is neither opensearch/<index>/ nor neptune/ in ${directory}.`,
  'Put index.json and *.ndjson into opensearch/<index>/, *.csv in the Gremlin load format of Neptune into neptune/.',
]

/** Files of a dataset are not as they have to be; `problems` are lines of a list, `count` is how many there are. */
export const datasetUnreadable = (name: string, directory: string, problems: readonly string[], count: number) => [
  `Dataset ${name} cannot be read: ${counted(count, 'problem')} in ${directory}`,
  ...problems,
]

/** The thread that reads a dataset or a file has filled its heap, of so many MiB. */
export const datasetOutOfMemory = (what: string, heapMb: number) => [
  `${what} takes more memory to be read than there is.`,
  `Last seen: the heap of ${heapMb} MiB was full.`,
  'A line that holds very many values is the likely reason: make several documents of it.',
]

/** OpenSearch fails an index's create request with 400. */
export const indexFileRejected = (file: string, reason: string) => [`The engine rejects ${file}.`, `It says: ${reason}`]

/** OpenSearch fails documents of a bulk request; `documents` are lines of a list, `count` is how many there are. */
export const documentsRejected = (documents: readonly string[], count: number) => [
  `The engine rejects ${counted(count, 'document')} of the dataset.`,
  ...documents,
]

/** After a load an index does not hold as many documents as its files. */
export const documentCountDiffers = (dataset: string, index: string, found: number, wanted: number) => [
  `Dataset ${dataset} was not loaded completely: index ${index} holds ${counted(found, 'document')}, its files hold ${counted(wanted, 'document')}.`,
  'An ingest pipeline named in index.json may drop documents, or change their ids.',
]

/** The graph service fails the traversal that adds elements: `vertices 'a' to 'b'`. */
export const elementsRejected = (elements: string, reason: string) => [
  `The service rejects ${elements} of the dataset.`,
  `It says: ${reason}`,
]
