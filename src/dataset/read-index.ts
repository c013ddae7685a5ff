import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import type { DatasetIndex } from './dataset.ts'
import type { Problems } from './problems.ts'

/** Reads one index of a dataset: `index.json` and the documents in `*.ndjson`. */
export async function readIndex(
  folder: string,
  index: string,
  name: string,
  problems: Problems,
): Promise<DatasetIndex> {
  const names = (await readdir(folder)).filter((file) => file.endsWith('.ndjson')).sort()
  const body = await readBody(folder, name, problems)
  let documentCount = 0
  for (const file of names) {
    const documents = await readDocuments(join(folder, file))
    documents.forEach(({ line, document }) => {
      if (typeof document === 'string') problems.add(`${name}/${file}`, line, document)
    })
    documentCount += documents.length
  }
  return { name: index, body, files: names.map((file) => join(folder, file)), documentCount }
}

async function readBody(folder: string, name: string, problems: Problems): Promise<Record<string, unknown>> {
  const file = `${name}/index.json`
  try {
    const body: unknown = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'))
    if (isObject(body)) return body
    problems.add(file, undefined, 'it must hold an object, the body of the create request: settings, mappings')
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    problems.add(file, undefined, isMissing ? 'it is missing; {} is enough for the defaults' : messageOf(error))
  }
  return {}
}

/** One line of an NDJSON file: the document, or what is wrong with it. */
export interface DocumentLine {
  /** Counted from 1. */
  readonly line: number
  /** The line's length, in characters. */
  readonly size: number
  readonly document: Record<string, unknown> | string
}

/** The non-empty lines of an NDJSON file. */
export async function readDocuments(file: string): Promise<DocumentLine[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return lines.flatMap((text, index) =>
    text.trim() === '' ? [] : [{ line: index + 1, size: text.length, document: readDocument(text) }],
  )
}

function readDocument(text: string): Record<string, unknown> | string {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    return messageOf(error)
  }
  if (!isObject(document)) return 'a line must hold one JSON object, the document'
  if (isBulkAction(document)) {
    return 'this is an action of the bulk API; a line must hold a document, with its id, if it has one, in _id'
  }
  const { _id: id } = document
  if (id !== undefined && (typeof id !== 'string' || id === '')) return '_id must be a string that is not empty'
  return document
}

function isBulkAction(document: Record<string, unknown>): boolean {
  const [only, ...others] = Object.keys(document)
  return (
    others.length === 0 &&
    ['index', 'create', 'update', 'delete'].includes(only ?? '') &&
    isObject(document[only ?? ''])
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
