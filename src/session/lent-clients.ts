import type { Client } from '@opensearch-project/opensearch'
import type { LentConnection, LentGraph } from '../client/gremlin-client.ts'
import type { Lifetime } from '../client/lifetime.ts'
import type { LentOpenSearch } from '../client/opensearch-client.ts'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { ReadySession } from './provided-session.ts'
import { requireService } from './provided-session.ts'

/** The clients a worker hands to its tests: each test has its own, over connections that go from one test to the next. */
export class LentClients {
  readonly #session: ReadySession
  readonly #credentials: CredentialsProvider
  #opensearch: Promise<LentOpenSearch> | undefined
  #neptune: Promise<LentGraph> | undefined

  constructor(session: ReadySession, credentials: CredentialsProvider) {
    this.#session = session
    this.#credentials = credentials
  }

  /** A signed OpenSearch client for as long as the lifetime lasts. Fails with a ConfigError that names the missing key. */
  async opensearch(lifetime: Lifetime): Promise<Client> {
    const { endpoint } = requireService(this.#session, 'opensearch')
    this.#opensearch ??= import('../client/opensearch-client.ts').then(({ lendOpenSearch }) =>
      lendOpenSearch({ endpoint, credentials: this.#credentials }),
    )
    return (await this.#opensearch).lend(lifetime)
  }

  /** The same for the graph: a connection over the user's own driver where there is one. */
  async neptune(lifetime: Lifetime): Promise<LentConnection> {
    const { endpoint, version } = requireService(this.#session, 'neptune')
    this.#neptune ??= import('../client/gremlin-client.ts').then(({ lendGremlin, resolveDriver }) =>
      lendGremlin({
        ...{ endpoint, credentials: this.#credentials },
        driver: resolveDriver(this.#session.root),
        serverVersion: version,
      }),
    )
    return (await this.#neptune).lend(lifetime)
  }

  /** Closes the connections. Never fails. */
  async close(): Promise<void> {
    const made = await Promise.allSettled([this.#opensearch, this.#neptune])
    await Promise.all(made.map((lent) => (lent.status === 'fulfilled' ? lent.value?.close() : undefined)))
  }
}
