import { randomUUID } from 'node:crypto'
import type { driver as gremlinDriver } from 'gremlin'
import type { GremlinDriver } from './driver.ts'
import { gremlinUrl } from './signed-client.ts'

type Client = gremlinDriver.Client
type RemoteConnection = gremlinDriver.DriverRemoteConnection

/** The two ways gremlin-javascript offers to a server. Both connect at their first use, and again after a loss. */
export interface SignedDriver {
  readonly remote: RemoteConnection
  readonly client: Client
  /** Closes both, and waits for transactions that are being closed. Never fails. */
  close(): Promise<void>
}

export interface SignedDriverOptions {
  readonly driver: GremlinDriver
  /** `https://host:port` */
  readonly url: string
  /** Makes a client; with a session, one of a transaction. */
  readonly makeClient: (session?: string) => Client
}

/** gremlin-javascript over clients that sign. */
export function signedDriver({ driver, url, makeClient }: SignedDriverOptions): SignedDriver {
  const { DriverRemoteConnection } = driver.module.driver
  const sessionsClosing = new Set<Promise<void>>()

  class SignedRemote extends DriverRemoteConnection {
    /** The driver's own field, which its types leave out. */
    _client: Client

    constructor(session?: string) {
      super(gremlinUrl(url), { headers: {}, traversalSource: 'g', ...(session !== undefined && { session }) })
      this._client = makeClient(session)
    }

    /** The driver's own would make a connection of the driver's class. */
    override createSession(): this {
      if (this.isSessionBound) return super.createSession()
      return new SignedRemote(randomUUID()) as this
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

  const remote = new SignedRemote()
  const client = makeClient()
  return {
    remote,
    client,
    async close() {
      await Promise.allSettled([...sessionsClosing, remote.close(), client.close()])
    },
  }
}
