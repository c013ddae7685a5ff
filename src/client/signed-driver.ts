import { randomUUID } from 'node:crypto'
import type { Agent } from 'node:https'
import { PassThrough, pipeline } from 'node:stream'
import type { driver as gremlinDriver } from 'gremlin'
import type { GremlinDriver } from './gremlin-driver.ts'

type Client = gremlinDriver.Client
type RemoteConnection = gremlinDriver.DriverRemoteConnection
type Submit = Client['submit']

export interface SignedDriverOptions {
  readonly driver: GremlinDriver
  /** `wss://host:port/gremlin` */
  readonly url: string
  /** Signs what connects. */
  readonly agent: Agent
  /** Fetches the credentials the agent signs with, which it cannot wait for itself. */
  readonly ready: () => Promise<unknown>
}

/** The two ways gremlin-javascript offers to a server. Both connect at their first use, and again after a loss. */
export interface SignedDriver {
  readonly remote: RemoteConnection
  readonly client: Client
  /** Closes both, and waits for transactions that are being closed. Never fails. */
  close(): Promise<void>
}

/** gremlin-javascript over a signing agent: before anything that may connect, the credentials are made ready. */
export function signedDriver({ driver, url, agent, ready }: SignedDriverOptions): SignedDriver {
  const { Client, DriverRemoteConnection } = driver.module.driver
  const sessionsClosing = new Set<Promise<void>>()

  class SignedClient extends Client {
    override open(): Promise<void> {
      return ready().then(() => super.open())
    }

    override submit(...args: Parameters<Submit>): ReturnType<Submit> {
      return ready().then(() => super.submit(...args))
    }

    override stream(...args: Parameters<Client['stream']>): PassThrough {
      const results = new PassThrough({ objectMode: true })
      ready().then(
        // The pipeline passes an error on to what the caller reads.
        () => pipeline(super.stream(...args), results, () => {}),
        (error) => results.destroy(error),
      )
      return results
    }
  }

  class SignedRemote extends DriverRemoteConnection {
    override open(): Promise<void> {
      return ready().then(() => super.open())
    }

    override submit(...args: Parameters<RemoteConnection['submit']>): ReturnType<RemoteConnection['submit']> {
      return ready().then(() => super.submit(...args))
    }

    override commit(): Promise<unknown> {
      return ready().then(() => super.commit())
    }

    override rollback(): Promise<unknown> {
      return ready().then(() => super.rollback())
    }

    /** The driver's own would make a connection of the driver's class. */
    override createSession(): this {
      if (this.isSessionBound) return super.createSession()
      return new SignedRemote(url, { ...options(), session: randomUUID() }) as this
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

  // Headers make the driver use `ws`, which knows agents, and not the global WebSocket. It writes into the object.
  const options = () => ({ agent, headers: {}, traversalSource: 'g' })
  const remote = new SignedRemote(url, options())
  const client = new SignedClient(url, options())
  return {
    remote,
    client,
    async close() {
      await Promise.allSettled([...sessionsClosing, remote.close(), client.close()])
    },
  }
}
