import type { NeptuneConnection } from '../../clients/gremlin/client.ts'
import { connectGremlin, ownDriver, resolveDriver } from '../../clients/gremlin/client.ts'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import type { GraphLoading } from '../../contracts/provided-run.ts'
import type { RunningService } from '../../contracts/run-context.ts'

/** What is needed to use the graph of a running service. */
export type GraphAccess = Pick<RunningService, 'endpoint' | 'credentials' | 'options'> & {
  readonly loading: GraphLoading
}

/**
 * Uses the graph by its own connection, and closes it. No connection stays open in a run's process, since an error on an
 * idle one would end the process without a tear-down.
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
 * The driver that fills and reads a graph. For `steps` it is this package's own: another version would write other types,
 * and fingerprints can be compared only if the same driver made them.
 */
function driverFor(loading: GraphLoading, root: string): GremlinDriver {
  return loading === 'steps' ? ownDriver() : resolveDriver(root)
}
