import { messageOf } from '../errors/errors.ts'
import { withoutMember } from './without-member.ts'

/** One document of an NDJSON file. */
export interface DocumentLine {
  /** Counted from 1. */
  readonly line: number
  /** Absent where the engine is to choose one. */
  readonly id?: string
  /** The document as JSON, numbers spelt as in the file: `1.0` and `1` are not the same to an engine. */
  readonly source: string
}

/** A line that holds no document. */
export interface BadLine {
  readonly line: number
  readonly problem: string
}

/** The non-empty lines of NDJSON; `firstLine` is the number of the first one, default 1. */
export function* readDocuments(text: string, firstLine = 1): Generator<DocumentLine | BadLine> {
  let line = firstLine
  for (const each of text.split('\n')) {
    const document = each.trim()
    if (document !== '') yield { line, ...readDocument(document) }
    line += 1
  }
}

function readDocument(text: string): Omit<DocumentLine, 'line'> | Omit<BadLine, 'line'> {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    return { problem: `this is not JSON: ${messageOf(error)}` }
  }
  if (!isObject(document)) return { problem: 'a line must hold one JSON object, the document' }
  if (isBulkAction(document)) {
    return {
      problem:
        'this is an action of the bulk API; leave such lines out, and give a document its id, if it has one, in its _id',
    }
  }
  if (!Object.hasOwn(document, '_id')) return { source: text }
  const { _id: id } = document
  if (typeof id !== 'string' || id === '') return { problem: `_id must be a text that is not empty` }
  // An engine refuses a document that has a field `_id`.
  return { id, source: withoutMember(text, '_id') }
}

function isBulkAction(document: Record<string, unknown>): boolean {
  const [only = '', ...others] = Object.keys(document)
  return others.length === 0 && ['index', 'create', 'update', 'delete'].includes(only) && isObject(document[only])
}

/** Whether a JSON value is an object, not a list and not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
