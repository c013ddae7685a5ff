import { counted } from '../base/counted.ts'
import { createOpenSearchClient } from '../clients/opensearch/client.ts'
import type { ProvidedOpenSearch } from '../contracts/provided-run.ts'
import { type RunningService, wasThere } from '../contracts/run-context.ts'
import { settle } from '../contracts/settle.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { loadIndices, type SourceIndex } from '../dataset/load-indices.ts'
import { DatasetError } from '../errors/errors.ts'
import type { Layer } from '../gate/views/view.ts'
import { takeInventory } from '../isolation/index/inventory.ts'
import { endUnder } from '../isolation/index/remove-under.ts'
import { probeOpenSearch } from '../preflight/service/probe-opensearch.ts'
import { tryWritingIndices } from '../preflight/service/writable-indices.ts'
import { systemClock } from '../wait/clock.ts'
import { Turns } from '../wait/turns.ts'
import { loadProgress, tellWait } from './load-progress.ts'
import * as messages from './messages.ts'
import { type MakersOf, removeRunIndices } from './remove-run-indices.ts'
import { comparedKinds } from './remove-run-plugin-objects.ts'

/**
 * What a target provides for an OpenSearch that answers. On AWS:
 * `{ ...context, endpoint, credentials, ownership, expectedVersion: '2.19', dataset }`.
 */
export interface PrepareOpenSearch extends RunningService {
  /** The version that must answer: `2.19.1`, or `2.19` for any patch of it; default: any. */
  readonly expectedVersion?: string | undefined
  readonly dataset: Dataset | undefined
  /** As for `removeRunIndices`. */
  readonly canHaveMade?: ((name: string) => boolean) | undefined
  /** As for `withMakers`; default: none is known. */
  readonly makersOf?: MakersOf | undefined
  /** The turns in which runs load datasets into an engine that they share; default: no run waits. */
  readonly loads?: Turns
}

/**
 * Validates the client of an OpenSearch that is ready with one probe, and loads the dataset. The undo removes everything under
 * the run's prefix, and reports what tests left outside of it.
 */
export async function prepareOpenSearch(prepare: PrepareOpenSearch): Promise<ProvidedOpenSearch> {
  const { id, options, endpoint, credentials, cleanup, report, startedInMs, signal } = prepare
  const client = createOpenSearchClient({ endpoint, credentials })
  const seen = await probeOpenSearch(client, { endpoint, version: prepare.expectedVersion, signal })
  const version = seen.version ?? 'of a version it does not tell'
  report({ type: 'ready', resource: 'OpenSearch', version, ...(startedInMs !== undefined && { startedInMs }) })
  for (const message of seen.warnings) report({ type: 'warning', message })

  signal.throwIfAborted()
  if (wasThere(prepare)) await tryWritingIndices(prepare)
  const { ownership, dataset, notesChanges = false, settle: settled } = prepare
  // Others use a given cluster, so that its indices tell nothing about this run.
  const before = ownership === 'given' ? undefined : await takeInventory(client, await comparedKinds(client, prepare))
  cleanup.push(`indices under ${id}-`, async () => {
    const warn = (message: string) => report({ type: 'warning', message })
    try {
      const { canHaveMade, pluginWrites, makersOf } = prepare
      await removeRunIndices({ client, prefix: `${id}-`, ownership, before, canHaveMade, pluginWrites, makersOf, warn })
    } finally {
      await client.close()
    }
  })
  // Before anything is removed: a write that lands later would stay.
  cleanup.push('requests under way to OpenSearch', async () => {
    if (settled) await settle(settled(), () => endUnder(client, `${id}-`))
    return []
  })
  signal.throwIfAborted()
  const sources = await loadSources(prepare, client)
  const only = options.opensearch?.index
  return {
    ...{ endpoint, hasGate: settled !== undefined, notesChanges, sources },
    ...(only && { only }),
    ...(options.indices === 'views' && { layers: dataset ? [datasetLayer(id, sources)] : [] }),
  }
}

const sourcePrefix = (id: string) => `${id}-source-`

/** A run's dataset as views have it below what a test makes. */
function datasetLayer(id: string, sources: Readonly<Record<string, SourceIndex>>): Layer {
  const indices = Object.entries(sources).map(([name, { index, aliases }]) => ({ name, physical: index, aliases }))
  return { prefix: sourcePrefix(id), indices }
}

/** Loads the dataset, where one is configured. Fails as `loadIndices` does, or with a DatasetError where it has no index. */
async function loadSources(
  { id, options, dataset, report, signal, loads = new Turns(1) }: PrepareOpenSearch,
  client: ReturnType<typeof createOpenSearchClient>,
): Promise<Record<string, SourceIndex>> {
  if (!dataset) return {}
  if (dataset.indices.length === 0) {
    throw new DatasetError(messages.datasetWithoutIndex(dataset.name))
  }
  const total = dataset.indices.reduce((sum, index) => sum + index.documentCount, 0)
  let startedAt = systemClock.now()
  const load = () => {
    startedAt = systemClock.now()
    const onProgress = loadProgress(report, dataset.name, total)
    const withAliases = options.indices === 'views'
    return loadIndices({ client, dataset, prefix: sourcePrefix(id), withAliases, signal, onProgress })
  }
  const sources = await loads.take(load, { signal, onWait: tellWait(report, `Dataset ${dataset.name}`) })
  report({
    type: 'dataset-loaded',
    dataset: dataset.name,
    contents: counted(total, 'document'),
    elapsedMs: systemClock.now() - startedAt,
  })
  return sources
}

/** Loads a run's dataset into an engine that replaces the first one. Fails as the first load does. */
export async function reloadIndices(prepare: PrepareOpenSearch): Promise<void> {
  const { endpoint, credentials } = prepare
  const client = createOpenSearchClient({ endpoint, credentials })
  try {
    await loadSources(prepare, client)
  } finally {
    await client.close()
  }
}
