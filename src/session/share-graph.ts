import type { NeptuneConnection } from '../client/gremlin-client.ts'
import { connectGremlin, resolveDriver } from '../client/gremlin-client.ts'
import { restoreGraph } from '../namespace/graph-namespace.ts'
import { assertDatasetOnly, fingerprintDataset } from '../namespace/shared-graph.ts'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'
import type { GraphSource } from './provided-session.ts'
import type { TargetOptions } from './target.ts'

export interface ShareGraph extends TargetOptions {
  readonly credentials: CredentialsProvider
  readonly endpoint: Endpoint
  /** What the graph is filled with; absent: nothing. */
  readonly contents: GraphSource | undefined
}

/** Fills the graph that all tests share. The undo proves that it holds the dataset as it was loaded, and nothing besides. */
export async function shareGraph({ id, options, cleanup, contents, ...connect }: ShareGraph): Promise<void> {
  const driver = resolveDriver(options.root)
  // As everywhere in Vitest's main process, no connection stays open.
  const connected = async <Result>(use: (g: NeptuneConnection['g']) => Promise<Result>): Promise<Result> => {
    const connection = connectGremlin({ ...connect, driver })
    try {
      return await use(connection.g)
    } finally {
      await connection.close()
    }
  }
  let fingerprint: string | undefined
  cleanup.push('the shared graph', async () => {
    // Where it could not be filled, no test has seen it.
    if (fingerprint === undefined) return
    const loaded = fingerprint
    await connected((g) => assertDatasetOnly({ g, driver, prefix: `${id}-`, fingerprint: loaded }))
  })
  fingerprint = await connected(async (g) => {
    await restoreGraph({ g, ...(contents && { contents }) })
    return fingerprintDataset(g, driver)
  })
}
