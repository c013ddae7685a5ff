import { randomUUID } from 'node:crypto'
import type { Agent } from 'node:https'
import { PassThrough, pipeline } from 'node:stream'
import type { driver as gremlinDriver } from 'gremlin'
import { type ConflictKind, retryConflicts } from './gremlin-conflict.ts'
import type { GremlinDriver } from './gremlin-driver.ts'
import { undisturbedUntilWaiting } from './undisturbed.ts'
import { WatchedConnection, type WatchOptions } from './watched-connection.ts'

type Client = gremlinDriver.Client
type RemoteConnection = gremlinDriver.DriverRemoteConnection
type Submit = Client['submit']

export interface SignedDriverOptions extends WatchOptions {
  readonly driver: GremlinDriver
  /** `https://host:port` */
  readonly url: string
  /** Signs what connects. */
  readonly agent: Agent
  /** Fetches the credentials the agent signs with, which it cannot wait for itself. */
  readonly ready: () => Promise<unknown>
  /** Whether this failure is over once the credentials are fetched anew: they were refused as expired, and there are others. */
  readonly renew: (error: unknown) => Promise<boolean>
  /** Whether writes outside of transactions that meet a conflict are repeated. */
  readonly retryConflicts: boolean
}

/** The two ways gremlin-javascript offers to a server. Both connect at their first use, and again after a loss. */
export interface SignedDriver {
  readonly remote: RemoteConnection
  readonly client: Client
  /** Closes both, and waits for transactions that are being closed. Never fails. */
  close(): Promise<void>
}

/** gremlin-javascript over a signing agent: before anything that may connect, the credentials are made ready. */
export function signedDriver(wanted: SignedDriverOptions): SignedDriver {
  const { driver, agent, ready, renew } = wanted
  const { Client, DriverRemoteConnection } = driver.module.driver
  const url = `${wanted.url.replace(/^http/, 'ws')}/gremlin`
  const sessionsClosing = new Set<Promise<void>>()
  const watches = new Set<WatchedConnection>()

  class SignedClient extends Client {
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
      // What the driver refuses at once, such as an id that is none, is read as any other failure.
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

    async #ask<Result>(send: () => Promise<Result>): Promise<Result> {
      try {
        await ready()
        return await this.#watch.during(send)
      } catch (error) {
        // Refused while it connected, so nothing of it was executed.
        if (await renew(error)) return this.#watch.during(send)
        throw error
      }
    }

    /** An instance that only reads is the wrong one: the cluster's address leads to another by now. */
    #leave(kind: ConflictKind): void {
      if (kind === 'ReadOnlyViolationException') this.#watch.drop('The instance only reads.')
    }
  }

  class SignedRemote extends DriverRemoteConnection {
    /** The driver's own field, which its types leave out. */
    _client: Client

    constructor(options: DriverOptions) {
      super(url, options)
      this._client = new SignedClient(options)
    }

    /** The driver's own would make a connection of the driver's class. */
    override createSession(): this {
      if (this.isSessionBound) return super.createSession()
      return new SignedRemote(options({ session: randomUUID() })) as this
    }

    /**
     * A transaction drops this promise, so a rejection would end the process. And a session whose connection is lost
     * has ended with it; the driver would connect again to say so.
     */
    override close(): Promise<void> {
      if (!this.isSessionBound) return super.close()
      if (!this.isOpen) return Promise.resolve()
      const closing = super.close().catch(() => {})
      sessionsClosing.add(closing)
      return closing.finally(() => sessionsClosing.delete(closing))
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
  const remote = new SignedRemote(options())
  const client = new SignedClient(options())
  return {
    remote,
    client,
    async close() {
      for (const watch of watches) watch.close()
      await Promise.allSettled([...sessionsClosing, remote.close(), client.close()])
    },
  }
}

interface DriverOptions {
  readonly agent: Agent
  readonly headers: Record<string, string>
  readonly traversalSource: string
  readonly session?: string
}
