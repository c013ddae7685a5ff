import type { NeptuneConnection } from '../../clients/gremlin/client.ts'
import { connectGremlin, ownDriver, resolveDriver } from '../../clients/gremlin/client.ts'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import type { GraphLoading } from '../../contracts/provided-run.ts'
import type { RunningService } from '../../contracts/run-context.ts'

/** What it takes to reach the graph of a service that runs. */
export type GraphAccess = Pick<RunningService, 'endpoint' | 'credentials' | 'options'> & {
  readonly loading: GraphLoading
}

/**
 * Uses the graph by a connection of its own. None stays open in a run's process: an error on an idle one would end it
 * without a teardown.
 */
export async function withGraph<Result>(
  { endpoint, credentials, options, loading }: GraphAccess,
  use: (g: NeptuneConnection['g'], driver: GremlinDriver) => Promise<Result>,
): Promise<Result> {
  const driver = driverFor(loading, options.root)
  const connection = connectGremlin({ endpoint, credentials, driver })
  try {
    return await use(connection.g, driver)
  } finally {
    await connection.close()
  }
}

/**
 * What fills and reads a graph. By steps it is this package's own driver: another version would write other types, and a
 * fingerprint is comparable with one of the same driver only.
 */
export function driverFor(loading: GraphLoading, root: string): GremlinDriver {
  return loading === 'steps' ? ownDriver() : resolveDriver(root)
}
