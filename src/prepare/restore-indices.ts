import { createOpenSearchClient } from '../clients/opensearch/client.ts'
import type { PrepareOpenSearch } from './prepare-opensearch.ts'
import { loadSources } from './prepare-opensearch.ts'

/** Loads a run's dataset into another engine than the one it was loaded into first. Fails as the first load does. */
export async function layIndicesAgain(prepare: PrepareOpenSearch): Promise<void> {
  const { endpoint, credentials } = prepare
  const client = createOpenSearchClient({ endpoint, credentials })
  try {
    await loadSources(prepare, client)
  } finally {
    await client.close()
  }
}
