import { createOpenSearchClient } from '../client/opensearch-client.ts'
import { probeOpenSearch } from '../client/probe.ts'
import type { Dataset } from '../dataset/dataset.ts'
import type { SourceIndex } from '../dataset/load-indices.ts'
import { loadIndices } from '../dataset/load-indices.ts'
import { DatasetError, LeakedResourceError } from '../errors.ts'
import { leftovers, takeInventory } from '../namespace/inventory.ts'
import { removeUnder } from '../namespace/remove-under.ts'
import { systemClock } from '../wait/clock.ts'
import type { ProvidedOpenSearch } from './provided-session.ts'
import type { RunningService } from './session-context.ts'

export interface PrepareOpenSearch extends RunningService {
  readonly dataset: Dataset | undefined
}

/**
 * Validates the client of an OpenSearch that is ready, and loads the dataset. The undo removes everything under
 * the session's prefix and fails where a test left something beside it.
 */
export async function prepareOpenSearch(prepare: PrepareOpenSearch): Promise<ProvidedOpenSearch> {
  const { id, options, endpoint, credentials, cleanup, report, startedInMs, signal } = prepare
  const client = createOpenSearchClient({ endpoint, credentials })
  const { version } = await probeOpenSearch(client, { endpoint, version: prepare.expectedVersion, signal })
  report({ type: 'ready', resource: 'OpenSearch', version, ...(startedInMs !== undefined && { startedInMs }) })

  const before = await takeInventory(client)
  cleanup.push(`indices under ${id}-`, async () => {
    try {
      await removeUnder(client, `${id}-`)
      const strays = leftovers(before, await takeInventory(client)).filter((name) => !isOfSession(name))
      if (strays.length > 0) throw strayError(strays)
    } finally {
      await client.close()
    }
  })
  signal.throwIfAborted()
  const sources = await loadSources(prepare, client)
  const only = options.opensearch?.index
  if (only !== undefined && !(only in sources)) {
    throw new DatasetError([
      `opensearch.index is '${only}', which dataset ${prepare.dataset?.name ?? '(none configured)'} does not have.`,
      `It has: ${Object.keys(sources).join(', ') || 'no index'}.`,
    ])
  }
  return { endpoint, sources, ...(only && { only }) }
}

async function loadSources(
  { id, dataset, report, signal }: PrepareOpenSearch,
  client: ReturnType<typeof createOpenSearchClient>,
): Promise<Record<string, SourceIndex>> {
  if (!dataset) return {}
  if (dataset.indices.length === 0) {
    throw new DatasetError(`Dataset ${dataset.name} has no index: there is no folder opensearch/<index>/ in it.`)
  }
  const startedAt = systemClock.now()
  const sources = await loadIndices({ client, dataset, prefix: `${id}-source-`, signal })
  const count = dataset.indices.reduce((sum, index) => sum + index.documentCount, 0)
  report({
    type: 'dataset-loaded',
    dataset: dataset.name,
    contents: `${count.toLocaleString('en')} documents`,
    elapsedMs: systemClock.now() - startedAt,
  })
  return sources
}

/** Whether a thing is under a prefix of this package: with our own removed, that of another session that still runs. */
const isOfSession = (name: string): boolean => /^[a-z ]+ vaf-[a-z0-9]{5}-/.test(name)

function strayError(strays: readonly string[]): LeakedResourceError {
  return new LeakedResourceError([
    `Outside of every test's namespace there is: ${strays.join(', ')}.`,
    'It is removed with the stand-in now; on a domain that is shared or kept it would have stayed.',
    "Make the code under test use the index prefix (the fixture 'indexPrefix', or a variable mapped to 'opensearch.indexPrefix').",
  ])
}
