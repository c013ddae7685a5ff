import { finished, PassThrough, pipeline } from 'node:stream'
import type { driver as gremlinDriver } from 'gremlin'
import { type Lifetime, within } from '../../base/lifetime.ts'
import type { Clock } from '../../wait/clock.ts'
import { withTimeout } from '../../wait/sleep.ts'
import type { GremlinDriver } from './driver.ts'
import { gremlinUrl, type SignedClient, type SignedClients } from './signed-client.ts'
import { closedError } from './watched-connection.ts'

type Client = gremlinDriver.Client
type Submit = Client['submit']
type Stream = Client['stream']

export interface LentGremlinOptions {
  readonly driver: GremlinDriver
  /** `https://host:port` */
  readonly url: string
  readonly clients: SignedClients
  readonly clock: Clock
}

/** The clients of one borrower. */
export interface Loan {
  /**
   * Makes a client of the borrower's own, to spoil as it likes; with a session, one of a transaction. Fails as the lifetime
   * does where it is over.
   */
  makeClient(session?: string): Client
  /**
   * Closes them all. What is under way on a connection goes with it; one on which nothing is goes to the next borrower.
   * Returns how many transactions were open, which are rolled back. Never fails.
   */
  end(): Promise<number>
}

/** How long the end of a session may take, in milliseconds. */
const GOODBYE_MS = 2_000

/**
 * Lends the connections of a worker to its tests: to connect takes longer than most of what a test asks. Each borrower has
 * clients of its own, and a connection for each of them as long as it has it.
 */
export function lentGremlin({ driver, url, clients, clock }: LentGremlinOptions): (lifetime: Lifetime) => Loan {
  const idle: SignedClient[] = []

  class LentClient extends driver.module.driver.Client {
    readonly #lifetime: Lifetime
    readonly #session: string | undefined
    #signed: SignedClient | undefined
    #underWay = 0
    #isListenedTo = false
    #isClosed = false

    constructor(lifetime: Lifetime, session?: string) {
      // What the driver makes of this is never connected.
      super(gremlinUrl(url), { headers: {} })
      this.#lifetime = lifetime
      this.#session = session
      // A getter in the driver, and a field in its types.
      Object.defineProperty(this, 'isOpen', { get: () => this.#signed?.isOpen ?? false })
    }

    override async open(): Promise<void> {
      await this.#ask({ gremlin: 'open()' }, (signed) => signed.open())
    }

    override submit(...[message, bindings, options]: Parameters<Submit>): ReturnType<Submit> {
      return this.#ask({ gremlin: message }, (signed) => signed.submit(message, bindings, options))
    }

    override stream(...[message, bindings, options]: Parameters<Stream>): ReturnType<Stream> {
      const results = new PassThrough({ objectMode: true })
      const whole = (signed: SignedClient) =>
        new Promise<void>((resolve) => {
          finished(results, () => resolve())
          pipeline(signed.stream(message, bindings, options), results, () => {})
        })
      this.#ask({ gremlin: message }, whole).catch((error) => results.destroy(error))
      return results
    }

    override async close(): Promise<void> {
      await this.giveBack()
    }

    override addListener(...args: Parameters<Client['addListener']>): void {
      this.#isListenedTo = true
      this.#take().addListener(...args)
    }

    override removeListener(...args: Parameters<Client['removeListener']>): void {
      this.#signed?.removeListener(...args)
    }

    /** Returns whether it was open, and of a transaction. */
    async giveBack(): Promise<boolean> {
      const signed = this.#signed
      this.#isClosed = true
      this.#signed = undefined
      if (!signed) return false
      if (this.#session === undefined) {
        if (this.#underWay > 0 || this.#isListenedTo) signed.abandon()
        else idle.push(signed)
        return false
      }
      const wasOpen = signed.isOpen
      if (wasOpen) await withTimeout(signed.close(), GOODBYE_MS, () => closedError(url), clock).catch(() => {})
      signed.abandon()
      return wasOpen
    }

    #ask<Answer>(
      asked: { readonly gremlin: unknown },
      ask: (signed: SignedClient) => Promise<Answer>,
    ): Promise<Answer> {
      const send = async () => {
        const signed = this.#take()
        this.#underWay += 1
        try {
          return await ask(signed)
        } finally {
          this.#underWay -= 1
        }
      }
      return within(this.#lifetime, asked, { send, drop: () => this.#drop() })
    }

    #take(): SignedClient {
      if (this.#isClosed) throw closedError(url)
      this.#signed ??= (this.#session === undefined && idle.pop()) || clients.make(this.#session)
      return this.#signed
    }

    /** The next thing asked gets another connection; in a transaction there is none. */
    #drop(): void {
      this.#signed?.abandon()
      if (this.#session === undefined) this.#signed = undefined
    }
  }

  return (lifetime) => {
    const made: LentClient[] = []
    return {
      makeClient(session) {
        if (session !== undefined) lifetime.begin({ gremlin: 'g.tx().begin()' }, () => {})()
        const client = new LentClient(lifetime, session)
        made.push(client)
        return client
      },
      async end() {
        const open = await Promise.all(made.map((client) => client.giveBack()))
        return open.filter(Boolean).length
      },
    }
  }
}
