import { messageOf } from '../errors/errors.ts'

/** One document of an NDJSON file. */
interface DocumentLine {
  /** Counted from 1. */
  readonly line: number
  /** Absent where the engine is to choose one. */
  readonly id?: string
  /** The document as JSON, numbers spelt as in the file: `1.0` and `1` are not the same to an engine. */
  readonly source: string
}

/** A line that holds no document. */
interface BadLine {
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

/**
 * A JSON object's text without its members of this name, everything else spelt as it was. The text must be valid JSON.
 * Takes time linear in the text and no stack, however deep the values are nested.
 */
export function withoutMember(json: string, name: string): string {
  let kept = ''
  let from = 0
  let depth = 0
  /** Where the member that is being read begins, and whether it has the name. */
  let start = 0
  let isNamed = false
  let isKey = false
  let isFirst = true
  const endMember = (end: number) => {
    if (!isNamed) {
      isFirst = false
      return
    }
    // With the comma before it, or where no member before it is kept, with the one behind it.
    kept += json.slice(from, start)
    from = isFirst && json[end] === ',' ? end + 1 : end
    isNamed = false
  }
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at]
    if (character === '"') {
      const end = endOfText(json, at)
      if (depth === 1 && isKey) {
        isNamed = JSON.parse(json.slice(at, end)) === name
        isKey = false
      }
      at = end - 1
    } else if (character === '{' || character === '[') {
      depth += 1
      if (depth === 1) {
        start = at + 1
        isKey = true
      }
    } else if (character === '}' || character === ']') {
      if (depth === 1) endMember(at)
      depth -= 1
    } else if (character === ',' && depth === 1) {
      endMember(at)
      // Where the comma has gone with the member before it, the next one begins behind it.
      start = from > at ? from : at
      isKey = true
    }
  }
  return kept + json.slice(from)
}

/** Behind the quote that closes the text that begins here. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let slashes = 0
    while (json[end - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return end + 1
  }
  return json.length
}
