import { randomUUID } from 'node:crypto'
import type { Agent } from 'node:https'
import { PassThrough, pipeline } from 'node:stream'
import type { driver as gremlinDriver } from 'gremlin'
import { undisturbedUntilWaiting } from '../../base/native-io.ts'
import type { ConflictKind } from '../../errors/gremlin-conflict.ts'
import { instanceOnlyReads } from '../messages.ts'
import type { GremlinDriver } from './driver.ts'
import { retryConflicts } from './retry-conflicts.ts'
import { WatchedConnection, type WatchOptions } from './watched-connection.ts'

type Client = gremlinDriver.Client
type Submit = Client['submit']

export interface SignedClientsOptions extends WatchOptions {
  readonly driver: GremlinDriver
  /** `https://host:port` */
  readonly url: string
  /** Signs what connects. */
  readonly agent: Agent
  /** Fetches the credentials the agent signs with, which it cannot wait for itself. */
  readonly ready: () => Promise<unknown>
  /** Whether this failure is over once the credentials are fetched anew: they were rejected as expired, and there are others. */
  readonly renew: (error: unknown) => Promise<boolean>
  /** Whether writes outside of transactions that meet a conflict are repeated. */
  readonly retryConflicts: boolean
}

/** A driver's client with a connection of its own, which it opens at its first use, and again after a loss. */
export interface SignedClient extends Client {
  /** Gives the connection up at once, and all that waits for an answer on it. What is asked afterwards fails. */
  abandon(): void
}

/** The clients of gremlin-javascript over one signing agent. */
export interface SignedClients {
  /** Makes one; with a session, one of a transaction. */
  make(session?: string): SignedClient
  /** From now on a lost connection is one that was closed on purpose. */
  close(): void
}

/** Before anything that may connect, the credentials are made ready. */
export function signedClients(wanted: SignedClientsOptions): SignedClients {
  const { driver, agent, ready, renew } = wanted
  const { Client } = driver.module.driver
  const url = gremlinUrl(wanted.url)
  const watches = new Set<WatchedConnection>()

  class DrivenClient extends Client implements SignedClient {
    readonly #watch: WatchedConnection
    readonly #isSession: boolean

    constructor(options: DriverOptions) {
      super(url, options)
      this.#isSession = options.session !== undefined
      this.#watch = new WatchedConnection(this, wanted)
      watches.add(this.#watch)
    }

    override open(): Promise<void> {
      return this.#ask(() => super.open())
    }

    override submit(...[message, bindings, options]: Parameters<Submit>): ReturnType<Submit> {
      // The driver takes the request's id out of the object it is given.
      const send = () => this.#ask(() => super.submit(message, bindings, options && { ...options }))
      if (this.#isSession || !wanted.retryConflicts) return send()
      return retryConflicts(send, { clock: wanted.clock, onConflict: (kind) => this.#leave(kind) })
    }

    override stream(...[message, bindings, options]: Parameters<Client['stream']>): PassThrough {
      const results = new PassThrough({ objectMode: true })
      // As in the driver, an empty id is none.
      const named = { ...options, requestId: options?.requestId || randomUUID() }
      const begin = () => {
        const source = super.stream(message, bindings, { ...named } as typeof options)
        // The pipeline passes an error on to what the caller reads.
        pipeline(this.#watch.whole(named.requestId, source), results, () => {})
      }
      // A request that the driver rejects at once, as for an id that is no UUID, fails for whoever reads the results.
      ready()
        .then(begin)
        .catch((error) => results.destroy(error))
      return results
    }

    override close(): Promise<void> {
      this.#watch.close()
      watches.delete(this.#watch)
      return super.close()
    }

    abandon(): void {
      watches.delete(this.#watch)
      this.#watch.abandon()
    }

    async #ask<Result>(send: () => Promise<Result>): Promise<Result> {
      try {
        await ready()
        return await this.#watch.during(send)
      } catch (error) {
        // Rejected while it connected, so nothing of it was executed.
        if (await renew(error)) return this.#watch.during(send)
        throw error
      }
    }

    /** An instance that only reads is the wrong one: the cluster's address leads to another by now. */
    #leave(kind: ConflictKind): void {
      if (kind === 'ReadOnlyViolationException') this.#watch.drop(instanceOnlyReads())
    }
  }

  const options = (more: { readonly session?: string } = {}): DriverOptions => ({
    ...more,
    // The driver reads it at every connect, when everything is ready and right before it makes the WebSocket. A copy of
    // these options would not have this moment any more.
    get agent() {
      undisturbedUntilWaiting()
      return agent
    },
    // Headers make the driver use `ws`, which knows agents, and not the global WebSocket. It writes into the object.
    headers: {},
    traversalSource: 'g',
  })
  return {
    make: (session) => new DrivenClient(options(session === undefined ? {} : { session })),
    close() {
      for (const watch of watches) watch.close()
    },
  }
}

/** Where a driver connects to. */
export const gremlinUrl = (url: string): string => `${url.replace(/^http/, 'ws')}/gremlin`

interface DriverOptions {
  readonly agent: Agent
  readonly headers: Record<string, string>
  readonly traversalSource: string
  readonly session?: string
}
