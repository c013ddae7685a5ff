import { connectGremlin, resolveDriver } from '../../clients/gremlin/client.ts'
import { createOpenSearchClient } from '../../clients/opensearch/client.ts'
import type { ReadyRun } from '../../contracts/provided-run.ts'
import { workerIndexPrefix } from '../../contracts/provided-run.ts'
import { workerCredentials } from '../../contracts/worker-credentials.ts'
import { restoreGraph } from '../../isolation/graph/restore-graph.ts'
import { removeUnder } from '../../isolation/index/remove-under.ts'

/** Does with each service of a run once what a small test does, as its first worker, and tidies up after it. */
export async function warmUpRound(run: ReadyRun, root: string, signal: AbortSignal): Promise<void> {
  const { opensearch, neptune } = run
  const credentials = workerCredentials(run, 1)
  const prefix = workerIndexPrefix(run.id, 1)
  if (opensearch) {
    const client = createOpenSearchClient({ endpoint: opensearch.endpoint, credentials })
    try {
      const index = `${prefix}index`
      await client.indices.create({ index, body: { settings: { number_of_replicas: 0 } } })
      await client.index({ index, id: '1', body: { text: 'a', number: 1 }, refresh: true })
      await client.search({ index, body: { query: { match: { text: 'a' } } } })
      await removeUnder(client, prefix)
    } finally {
      await client.close()
    }
  }
  if (!neptune || signal.aborted) return
  const connection = connectGremlin({ endpoint: neptune.endpoint, credentials, driver: resolveDriver(root) })
  try {
    await connection.g.addV('a').property('name', 'a').next()
    await connection.g.V().has('a', 'name', 'a').count().next()
    await restoreGraph({ g: connection.g })
  } finally {
    await connection.close()
  }
}
