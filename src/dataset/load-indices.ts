import type { Client } from '@opensearch-project/opensearch'
import { DatasetError } from '../errors.ts'
import type { Dataset, DatasetIndex } from './dataset.ts'
import type { DocumentLine } from './read-index.ts'
import { readDocuments } from './read-index.ts'

/** An index that tests get their private copies of: loaded, counted and sealed. */
export interface SourceIndex {
  readonly index: string
  /** The aliases its copies get, by the dataset's names for them. */
  readonly aliases: Readonly<Record<string, object>>
}

export interface LoadIndicesOptions {
  readonly client: Client
  readonly dataset: Dataset
  /** What the names of the source indices start with. */
  readonly prefix: string
  readonly signal: AbortSignal
}

/** How much goes into one bulk request, in characters; larger ones gain nothing. */
const BULK_SIZE = 4_000_000

/** How many refused documents one error lists. */
const LISTED = 20

/**
 * Loads a dataset's indices by the bulk API, proves their counts and seals them against writes.
 * Fails with a DatasetError that names the file and line of each document the engine refuses.
 */
export async function loadIndices(options: LoadIndicesOptions): Promise<Record<string, SourceIndex>> {
  const sources: Record<string, SourceIndex> = {}
  for (const index of options.dataset.indices) {
    options.signal.throwIfAborted()
    sources[index.name] = await loadIndex(index, options)
  }
  return sources
}

async function loadIndex(index: DatasetIndex, { client, dataset, prefix, signal }: LoadIndicesOptions) {
  const name = `${prefix}${index.name}`
  const { aliases = {}, ...body } = index.body as { aliases?: Record<string, object> }
  await client.indices.create({ index: name, body }).catch((error: unknown) => {
    throw new DatasetError(
      [`Dataset ${dataset.name}: the engine refuses opensearch/${index.name}/index.json.`, reasonOf(error)],
      { cause: error },
    )
  })
  for (const file of index.files) {
    for (const batch of batchesOf(await readDocuments(file))) {
      signal.throwIfAborted()
      await sendBatch(client, name, batch, `${dataset.name}/opensearch/${index.name}/${file.split(/[\\/]/).at(-1)}`)
    }
  }
  await client.indices.refresh({ index: name })
  const { body: counted } = await client.count({ index: name })
  if (counted.count !== index.documentCount) {
    throw new DatasetError([
      `Dataset ${dataset.name}: index ${index.name} holds ${counted.count} documents, and its files ${index.documentCount}.`,
      'Two documents with the same _id count as one.',
    ])
  }
  await client.indices.putSettings({ index: name, body: { 'index.blocks.write': true, 'index.number_of_replicas': 0 } })
  return { index: name, aliases }
}

interface Entry {
  readonly line: number
  readonly action: { readonly index: { readonly _id?: string } }
  readonly document: Record<string, unknown>
}

function* batchesOf(documents: readonly DocumentLine[]): Generator<Entry[]> {
  let batch: Entry[] = []
  let batchSize = 0
  for (const { line, size, document } of documents) {
    if (typeof document === 'string') continue
    const { _id: id, ...source } = document
    batch.push({ line, action: { index: typeof id === 'string' ? { _id: id } : {} }, document: source })
    batchSize += size
    if (batchSize < BULK_SIZE) continue
    yield batch
    batch = []
    batchSize = 0
  }
  if (batch.length > 0) yield batch
}

async function sendBatch(client: Client, index: string, batch: readonly Entry[], file: string): Promise<void> {
  const { body } = await client.bulk({ index, body: batch.flatMap(({ action, document }) => [action, document]) })
  if (!body.errors) return
  const refused = body.items.flatMap((item, position) => {
    const error = item.index?.error
    return error ? [`- ${file}:${batch[position]?.line}: ${error.reason ?? error.type}`] : []
  })
  throw new DatasetError([
    `The engine refuses ${refused.length} documents of index ${index}.`,
    ...refused.slice(0, LISTED),
    refused.length > LISTED ? `… and ${refused.length - LISTED} more.` : undefined,
  ])
}

/** What the engine says is wrong, rather than that something is. */
function reasonOf(error: unknown): string {
  const { body } = error as { body?: { error?: { reason?: string } } }
  return body?.error?.reason ?? String((error as Error).message)
}
