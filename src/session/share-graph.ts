import type { NeptuneConnection } from '../client/gremlin-client.ts'
import { connectGremlin, resolveDriver } from '../client/gremlin-client.ts'
import { restoreGraph } from '../namespace/graph-namespace.ts'
import { assertDatasetOnly, fingerprintDataset } from '../namespace/shared-graph.ts'
import type { GraphSource } from './provided-session.ts'
import type { RunningService } from './session-context.ts'

export interface ShareGraph extends RunningService {
  /** What the graph is filled with; absent: nothing. */
  readonly contents: GraphSource | undefined
}

/** Fills the graph that all tests share. The undo proves that it holds the dataset as it was loaded, and nothing besides. */
export async function shareGraph({ id, options, cleanup, contents, ...connect }: ShareGraph): Promise<void> {
  const driver = resolveDriver(options.root)
  // No connection stays open, as in prepareNeptune.
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
