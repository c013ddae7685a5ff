import type { Client } from '@opensearch-project/opensearch'
import { untilAborted } from '../base/until-aborted.ts'
import { DatasetError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { type RetryOptions, retry } from '../wait/retry.ts'
import { DatasetThread } from './dataset-thread.ts'
import * as messages from './messages.ts'
import { listed } from './problems.ts'

interface BulkLoadOptions {
  readonly client: Client
  readonly index: string
  /** The NDJSON file, which has been read and checked before. */
  readonly file: string
  /** What errors call the file. */
  readonly name: string
  readonly signal: AbortSignal
  /** Told after each request how many documents the engine has taken. Must not throw. */
  readonly onProgress?: (count: number) => void
  readonly clock?: Clock
}

interface BulkAnswer {
  readonly errors: boolean
  readonly items: readonly { readonly index?: { readonly error?: DocumentError } }[]
}

interface DocumentError {
  readonly type: string
  readonly reason?: string | null
  readonly caused_by?: { readonly reason?: string | null }
}

/** How many errors are kept; the rest is counted. */
const KEPT = 100

/** How long the engine may take for one bulk request, in milliseconds: it may have others of its own to do. */
const REQUEST_TIMEOUT_MS = 120_000

/**
 * An engine that is out of memory rejects a request before it has done anything of it. It is sent again, for about a
 * minute in all.
 */
const whileOverloaded: Pick<RetryOptions, 'attempts' | 'maxMs' | 'isTemporary'> = {
  attempts: 16,
  maxMs: 10_000,
  isTemporary: (error) => (error as { readonly statusCode?: number }).statusCode === 429,
}

/**
 * Sends the documents of a file by the bulk API, one request after the other, while a thread of its own makes the next
 * one ready: two are held. Fails with a DatasetError that names the file and line of each document the engine rejects,
 * after the whole file has been sent.
 */
export async function bulkLoad(load: BulkLoadOptions): Promise<void> {
  const { client, index, file, name, signal, onProgress, clock } = load
  const rejected: string[] = []
  let rejectedCount = 0
  const documents = new DatasetThread({ type: 'documents', path: file, name }, name, signal)
  try {
    let batch = await documents.next()
    while (batch) {
      const { body: bytes, lines } = batch
      const next = documents.next()
      // Awaited behind the request, which may fail first.
      next.catch(() => {})
      // The client's own method takes objects alone, and would write their numbers anew.
      const request = {
        method: 'POST',
        path: `/${encodeURIComponent(index)}/_bulk`,
        bulkBody: Buffer.from(bytes.buffer as ArrayBuffer) as unknown as string,
      }
      const options = { requestTimeout: REQUEST_TIMEOUT_MS }
      const send = () => untilAborted(client.transport.request(request, options), signal)
      const { body } = await retry(send, { ...whileOverloaded, signal, ...(clock && { clock }) })
      const answer = body as BulkAnswer
      if (answer.errors) {
        answer.items.forEach((item, position) => {
          const error = item.index?.error
          if (!error) return
          rejectedCount += 1
          if (rejected.length < KEPT) rejected.push(`${name}:${lines[position]}: ${withCause(error)}`)
        })
      }
      onProgress?.(lines.length)
      batch = await next
    }
  } finally {
    documents.close()
  }
  if (rejectedCount === 0) return
  throw new DatasetError(messages.documentsRejected(listed(rejected, rejectedCount), rejectedCount), { resource: name })
}

/** The engine says where in its reason, and what only in the cause of it. */
function withCause(error: DocumentError): string {
  const reason = error.reason ?? error.type
  const cause = error.caused_by?.reason
  return cause && !reason.includes(cause) ? `${reason}: ${cause}` : reason
}
