import type { driver as gremlinDriver, process as gremlinProcess } from 'gremlin'
import type { AwsCredentials, CredentialsProvider } from '../../base/credentials.ts'
import { type Endpoint, type GivenEndpoint, wholeEndpoint } from '../../base/endpoint.ts'
import { type Lifetime, within } from '../../base/lifetime.ts'
import { rememberCredentials } from '../../credentials/remember-credentials.ts'
import { ClientRejectedError } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import type { GremlinDriver } from './driver.ts'
import { resolveDriver } from './driver.ts'
import { type IterateStep, iterateStep } from './iterate-step.ts'
import { lentGremlin } from './lent-client.ts'
import type { NeptuneStatus } from './neptune-status.ts'
import { fetchNeptuneStatus } from './neptune-status.ts'
import { type SignedClients, signedClients } from './signed-client.ts'
import { type SignedDriver, signedDriver } from './signed-driver.ts'
import { SigningAgent } from './signing-agent.ts'
import { traversalSource } from './source.ts'

export type { GremlinDriver } from './driver.ts'
export { ownDriver, resolveDriver } from './driver.ts'
export type { NeptuneStatus } from './neptune-status.ts'

/** A signed way to a graph. */
export interface NeptuneConnection {
  /** The traversal source; `g.tx()` opens a signed connection of its own. */
  readonly g: gremlinProcess.GraphTraversalSource
  /** The driver's client, for string scripts. */
  readonly client: gremlinDriver.Client
  readonly endpoint: Endpoint
  /** What the service says of itself. Fails with a ClientRejectedError. */
  status(): Promise<NeptuneStatus>
  /** Closes every connection, those of open transactions too. Never fails; what is used afterwards does. */
  close(): Promise<void>
}

export interface GremlinClientOptions {
  readonly endpoint: GivenEndpoint
  readonly credentials: CredentialsProvider
  /** From `resolveDriver`; default: resolved from the working directory. */
  readonly driver?: GremlinDriver
  /** How long a connection may take until it is answered, in milliseconds; default 10,000. */
  readonly connectTimeoutMs?: number
  /**
   * Milliseconds between two pings; default 20,000, 0 for none. A connection on which nothing has come since the last one
   * is given up, and what waits for an answer on it fails.
   */
  readonly pingIntervalMs?: number
  /**
   * Whether requests outside of transactions are repeated that met a conflict with another write, or an instance that
   * only reads; default false, for on Neptune that is the caller's to do, and a test may want to see it.
   */
  readonly retryConflicts?: boolean
  /** The server's TinkerPop version, which decides how `iterate()` ends; default: `/status` is asked at the first one. */
  readonly serverVersion?: string
  readonly clock?: Clock
}

/** How long connections may take to say goodbye before they are dropped, in milliseconds. */
const CLOSE_GRACE_MS = 2_000

/**
 * gremlin-javascript for Neptune, signed with SigV4 at every connect and reconnect, those of transactions too. Nothing
 * is connected before the first use. Safe to use from several tests at the same time. While it waits for nothing it
 * does not keep the process alive.
 *
 * A connection that is rejected, or not answered in time, fails what was sent with a ClientRejectedError; one that cannot
 * be made, or is lost before the answer, with a ReachabilityError, streams too. Credentials that are rejected as expired
 * are fetched anew. Fails itself only with a ConfigError, for a driver that cannot be used.
 */
export function connectGremlin(options: GremlinClientOptions): NeptuneConnection {
  const graph = openGraph(options)
  const { driver, clients, end } = graph
  const { url } = options.endpoint
  const signed = signedDriver({ driver, url, makeClient: clients.make })
  const close = async () => {
    clients.close()
    await end(signed.close())
  }
  return connectionOver(graph, signed, close)
}

/** Connections to a graph that are lent to one test after the other. */
export interface LentGraph {
  /** A connection of the borrower's own, for as long as this lifetime lasts. */
  lend(lifetime: Lifetime): LentConnection
  /** Closes what is not lent. Never fails. */
  close(): Promise<void>
}

/** Its `close` closes what the borrower has of it. */
export interface LentConnection extends NeptuneConnection {
  /** Takes it back; as of `Loan`. */
  end(): Promise<number>
}

/** The same as `connectGremlin` for many who each have a connection of their own, one after the other or at the same time. */
export function lendGremlin(options: GremlinClientOptions): LentGraph {
  const graph = openGraph(options)
  const { driver, clients, end } = graph
  const { url } = options.endpoint
  const lend = lentGremlin({ driver, url, clients, clock: options.clock ?? systemClock })
  return {
    lend(lifetime) {
      const loan = lend(lifetime)
      const signed = signedDriver({ driver, url, makeClient: loan.makeClient })
      const status = () => within(lifetime, { method: 'GET', path: '/status' }, { send: graph.status, drop: () => {} })
      return { ...connectionOver({ ...graph, status }, signed, signed.close), end: loan.end }
    },
    async close() {
      clients.close()
      await end(Promise.resolve())
    },
  }
}

/** What all connections to a graph have in common. */
interface OpenGraph {
  readonly driver: GremlinDriver
  readonly clients: SignedClients
  readonly endpoint: Endpoint
  readonly step: () => Promise<IterateStep>
  status(): Promise<NeptuneStatus>
  /** Drops what is left once the goodbyes are said, or take too long. */
  end(goodbyes: Promise<void>): Promise<void>
}

function openGraph(options: GremlinClientOptions): OpenGraph {
  const { connectTimeoutMs = 10_000, pingIntervalMs = 20_000, clock = systemClock } = options
  const endpoint = wholeEndpoint(options.endpoint)
  const driver = options.driver ?? resolveDriver(process.cwd())
  const remembered = rememberCredentials(options.credentials, clock)
  let current: AwsCredentials | undefined
  const ready = async () => {
    current = await remembered.current()
    return current
  }
  const renew = async (error: unknown) => {
    if (!current || !isExpiry(error) || !(await remembered.renew(current))) return false
    await ready()
    return true
  }
  const agent = new SigningAgent({
    endpoint,
    connectTimeoutMs,
    clock,
    credentials: () => {
      if (!current) throw new Error('A connection was opened before its credentials were there.')
      return current
    },
  })
  const status = async () => {
    try {
      return await fetchNeptuneStatus(endpoint, await ready(), clock)
    } catch (error) {
      if (await renew(error)) return fetchNeptuneStatus(endpoint, await ready(), clock)
      throw error
    }
  }
  const clients = signedClients({
    ...{ driver, agent, ready, renew, url: endpoint.url, pingIntervalMs, clock },
    retryConflicts: options.retryConflicts ?? false,
  })
  return {
    ...{ driver, clients, endpoint, status },
    step: iterateStep(async () => options.serverVersion ?? (await status()).gremlin.version),
    async end(goodbyes) {
      const cancel = clock.after(CLOSE_GRACE_MS, () => agent.destroy())
      await goodbyes
      cancel()
      agent.destroy()
    },
  }
}

function connectionOver(
  { driver, endpoint, status, step }: Pick<OpenGraph, 'driver' | 'endpoint' | 'status' | 'step'>,
  { remote, client }: SignedDriver,
  close: () => Promise<void>,
): NeptuneConnection {
  let closing: Promise<void> | undefined
  return {
    g: traversalSource(driver, remote, step),
    client,
    endpoint: { ...endpoint },
    status,
    close() {
      closing ??= close()
      return closing
    },
  }
}

function isExpiry(error: unknown): boolean {
  return error instanceof ClientRejectedError && (error.cause as Error | undefined)?.name === 'ExpiredTokenException'
}
