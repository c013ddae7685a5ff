import { basename } from 'node:path'
import type { Client } from '@opensearch-project/opensearch'
import { untilAborted } from '../base/until-aborted.ts'
import { DatasetError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { type RetryOptions, retry } from '../wait/retry.ts'
import type { Dataset, DatasetIndex } from './dataset.ts'
import { DatasetThread } from './dataset-thread.ts'
import * as messages from './messages.ts'
import { listed } from './problems.ts'

/** An index that tests get their private copies of: loaded, counted and sealed. */
export interface SourceIndex {
  readonly index: string
  /** The aliases its copies get, by the dataset's names for them. */
  readonly aliases: Readonly<Record<string, object>>
}

interface LoadIndicesOptions {
  readonly client: Client
  readonly dataset: Dataset
  /** What the names of the source indices start with. */
  readonly prefix: string
  /** Whether the sources themselves have the aliases, under the prefix as well; default false: only their copies have them. */
  readonly withAliases?: boolean
  readonly signal: AbortSignal
  /** Told now and then how many documents of all indices are in. Must not throw. */
  readonly onProgress?: (loaded: number) => void
}

/**
 * Loads a dataset's indices by the bulk API, proves their counts and seals them against writes.
 * Fails with a DatasetError that names what the engine rejects, with the client's error, or with the signal's reason.
 */
export async function loadIndices(options: LoadIndicesOptions): Promise<Record<string, SourceIndex>> {
  const sources: [string, SourceIndex][] = []
  let loaded = 0
  const note = (count: number) => {
    loaded += count
    options.onProgress?.(loaded)
  }
  for (const index of options.dataset.indices) sources.push([index.name, await loadIndex(index, options, note)])
  return Object.fromEntries(sources)
}

async function loadIndex(
  source: DatasetIndex,
  options: LoadIndicesOptions,
  onProgress: (count: number) => void,
): Promise<SourceIndex> {
  const { client, dataset, prefix, signal, withAliases = false } = options
  const index = `${prefix}${source.name}`
  const folder = `${dataset.name}/opensearch/${source.name}`
  // An alias belongs to the whole cluster, so that no two runs may have one of the same name.
  const { aliases = {}, ...rest } = source.body as { aliases?: Record<string, object> }
  const ownAliases = Object.entries(aliases).map(([alias, definition]) => [`${prefix}${alias}`, definition])
  const body = withAliases ? { ...rest, aliases: Object.fromEntries(ownAliases) } : rest

  await untilAborted(client.indices.create({ index, body }), signal).catch((error: unknown) => {
    throw rejectionOf(error, `${folder}/index.json`)
  })
  const refreshInterval = await suspendRefresh(options, index)
  for (const file of source.files) {
    await bulkLoad({ client, index, file, name: `${folder}/${basename(file)}`, signal, onProgress })
  }
  await untilAborted(client.indices.refresh({ index }), signal)
  const { body: counted } = await untilAborted(client.count({ index }), signal)
  if (counted.count !== source.documentCount) {
    throw new DatasetError(
      messages.documentCountDiffers(dataset.name, source.name, counted.count, source.documentCount),
      { resource: source.name },
    )
  }
  // A clone copies the settings, and one node has no place for a replica.
  const sealed = {
    'index.blocks.write': true,
    'index.number_of_replicas': 0,
    'index.auto_expand_replicas': false,
    'index.refresh_interval': refreshInterval,
  }
  await untilAborted(client.indices.putSettings({ index, body: sealed }), signal)
  return { index, aliases }
}

/**
 * Returns what the dataset says of refreshing; null for the engine's default. A refresh in the middle of a load would
 * make one segment more in one run than in another, and the order of equal scores and what an approximate k-NN search
 * finds depend on the segments.
 */
async function suspendRefresh({ client, signal }: LoadIndicesOptions, index: string): Promise<string | null> {
  const name = 'index.refresh_interval'
  const { body } = await untilAborted(client.indices.getSettings({ index, name, flat_settings: true }), signal)
  await untilAborted(client.indices.putSettings({ index, body: { [name]: '-1' } }), signal)
  const settings = body[index]?.settings as Record<string, string> | undefined
  return settings?.[name] ?? null
}

/** What the engine says is wrong with the file; any other failure stays what it is. */
function rejectionOf(error: unknown, file: string): unknown {
  const { statusCode, body } = error as { statusCode?: number; body?: { error?: { reason?: string } } }
  const reason = body?.error?.reason
  if (statusCode !== 400 || reason === undefined) return error
  return new DatasetError(messages.indexFileRejected(file, reason), { resource: file, cause: error })
}

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
