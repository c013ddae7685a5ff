import { basename } from 'node:path'
import type { Client } from '@opensearch-project/opensearch'
import { untilAborted } from '../base/until-aborted.ts'
import { DatasetError } from '../errors/errors.ts'
import { bulkLoad } from './bulk-load.ts'
import type { Dataset, DatasetIndex } from './dataset.ts'
import * as messages from './messages.ts'

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
  const { client, dataset, prefix, signal } = options
  const index = `${prefix}${source.name}`
  const folder = `${dataset.name}/opensearch/${source.name}`
  // An alias belongs to the whole cluster. The copies get their own; the source needs none.
  const { aliases = {}, ...body } = source.body as { aliases?: Record<string, object> }

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
