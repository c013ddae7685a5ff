import { readFile } from 'node:fs/promises'
import type { Client } from '@opensearch-project/opensearch'
import { DatasetError } from '../errors.ts'
import { abortable } from './abortable.ts'
import { listed } from './problems.ts'
import type { DocumentLine } from './read-documents.ts'
import { readDocuments } from './read-documents.ts'

/** How much goes into one bulk request, in characters; larger ones gain nothing. */
const BULK_SIZE = 4_000_000

export interface BulkLoadOptions {
  readonly client: Client
  readonly index: string
  /** The NDJSON file, which has been read and checked before. */
  readonly file: string
  /** What errors call the file. */
  readonly name: string
  readonly signal: AbortSignal
}

interface BulkAnswer {
  readonly errors: boolean
  readonly items: readonly { readonly index?: { readonly error?: Refusal } }[]
}

interface Refusal {
  readonly type: string
  readonly reason?: string | null
  readonly caused_by?: { readonly reason?: string | null }
}

/**
 * Sends the documents of a file by the bulk API. Fails with a DatasetError that names the file and line of each document
 * the engine refuses, after the whole file has been sent.
 */
export async function bulkLoad({ client, index, file, name, signal }: BulkLoadOptions): Promise<void> {
  const refused: string[] = []
  const text = new TextDecoder().decode(await readFile(file))
  const documents = readDocuments(text).filter((read) => 'source' in read)
  for (const batch of batchesOf(documents)) {
    const lines = batch.flatMap(({ id, source }) => [
      JSON.stringify({ index: id === undefined ? {} : { _id: id } }),
      source,
    ])
    // The client's own method takes objects alone, and would write their numbers anew.
    const request = { method: 'POST', path: `/${encodeURIComponent(index)}/_bulk`, bulkBody: lines }
    const { body } = await abortable(signal, () => client.transport.request(request))
    const answer = body as BulkAnswer
    if (!answer.errors) continue
    answer.items.forEach((item, position) => {
      const error = item.index?.error
      if (error) refused.push(`${name}:${batch[position]?.line}: ${withCause(error)}`)
    })
  }
  if (refused.length === 0) return
  const documentsRefused = refused.length === 1 ? 'a document' : `${refused.length} documents`
  throw new DatasetError([`The engine refuses ${documentsRefused} of the dataset.`, ...listed(refused)], {
    resource: name,
  })
}

function* batchesOf(documents: readonly DocumentLine[]): Generator<DocumentLine[]> {
  let batch: DocumentLine[] = []
  let size = 0
  for (const document of documents) {
    batch.push(document)
    size += document.source.length
    if (size < BULK_SIZE) continue
    yield batch
    batch = []
    size = 0
  }
  if (batch.length > 0) yield batch
}

/** The engine says where in its reason, and what only in the cause of it. */
function withCause(error: Refusal): string {
  const reason = error.reason ?? error.type
  const cause = error.caused_by?.reason
  return cause && !reason.includes(cause) ? `${reason}: ${cause}` : reason
}
