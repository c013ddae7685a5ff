import type { driver as gremlinDriver, process as gremlinProcess } from 'gremlin'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'
import { CredentialsCache } from './credentials-cache.ts'
import type { GremlinDriver } from './gremlin-driver.ts'
import { sourceClassFor } from './gremlin-source.ts'
import type { NeptuneStatus } from './neptune-status.ts'
import { fetchNeptuneStatus } from './neptune-status.ts'
import { signedHeaders } from './sign.ts'
import { SigningAgent } from './signing-agent.ts'

export type { GremlinDriver } from './gremlin-driver.ts'
export { resolveDriver } from './gremlin-driver.ts'
export type { NeptuneStatus } from './neptune-status.ts'

/** A signed way to a graph. */
export interface NeptuneConnection {
  /** The traversal source. */
  readonly g: gremlinProcess.GraphTraversalSource
  /** The driver's client, for string scripts. */
  readonly client: gremlinDriver.Client
  readonly endpoint: Endpoint
  /** What the service says of itself. */
  status(): Promise<NeptuneStatus>
  /** Closes every connection, those of open transactions too. */
  close(): Promise<void>
}

export interface GremlinClientOptions {
  readonly endpoint: Endpoint
  readonly credentials: CredentialsProvider
  /** From `resolveDriver`. */
  readonly driver: GremlinDriver
  /** How long a connection may take until it is answered, in milliseconds; default 10,000. */
  readonly connectTimeoutMs?: number
}

/**
 * Connects gremlin-javascript to Neptune, signed with SigV4 at every connect and reconnect.
 *
 * The first connection is opened here, so that a refused signature fails here and not in a test. Fails with the
 * driver's error, which quotes the answer.
 */
export async function connectGremlin(options: GremlinClientOptions): Promise<NeptuneConnection> {
  const { endpoint, driver, connectTimeoutMs = 10_000 } = options
  const cache = new CredentialsCache(options.credentials)
  await cache.get()
  const agent = new SigningAgent({
    ...(endpoint.ca && { ca: endpoint.ca }),
    connectTimeoutMs,
    sign: ({ method, path }) => signedHeaders({ method, path, headers: {} }, endpoint, cache.current),
  })
  const { DriverRemoteConnection, Client } = driver.module.driver
  const url = `${endpoint.url.replace(/^http/, 'ws')}/gremlin`
  // Headers make the driver use `ws`, which knows agents, and not the global WebSocket.
  const settings = { agent, headers: {} as never, traversalSource: 'g' }
  const connection = new DriverRemoteConnection(url, settings)
  const client = new Client(url, settings)
  try {
    await connection.open()
  } catch (error) {
    agent.destroy()
    throw error
  }
  const Source = sourceClassFor(driver)
  return {
    g: driver.module.process.AnonymousTraversalSource.traversal(Source).withRemote(connection),
    client,
    endpoint,
    status: async () => fetchNeptuneStatus(endpoint, await cache.get()),
    async close() {
      await Promise.allSettled([connection.close(), client.close()])
      agent.destroy()
    },
  }
}
