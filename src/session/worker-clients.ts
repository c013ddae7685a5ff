import type { Client } from '@opensearch-project/opensearch'
import type { NeptuneConnection } from '../client/gremlin-client.ts'
import { ConfigError } from '../errors.ts'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { Service } from '../resource/endpoint.ts'
import type { ReadySession } from './provided-session.ts'

/** A worker's clients for the services, each made at its first use. */
export class WorkerClients {
  readonly #session: ReadySession
  readonly #credentials: CredentialsProvider
  #opensearch: Promise<Client> | undefined
  #neptune: Promise<NeptuneConnection> | undefined

  constructor(session: ReadySession, credentials: CredentialsProvider) {
    this.#session = session
    this.#credentials = credentials
  }

  /** What was provided for a service. Fails with a ConfigError that names the missing key. */
  requireService<Name extends Service>(service: Name): NonNullable<ReadySession[Name]> {
    const provided = this.#session[service]
    if (provided) return provided
    throw new ConfigError([
      `This test uses ${service}, which is not configured.`,
      `Add the key '${service}' to awsFixtures() in your Vitest config: awsFixtures({ ${service}: true }).`,
    ])
  }

  /** The signed OpenSearch client. */
  async opensearch(): Promise<Client> {
    const { endpoint } = this.requireService('opensearch')
    this.#opensearch ??= import('../client/opensearch-client.ts').then(({ createOpenSearchClient }) =>
      createOpenSearchClient({ endpoint, credentials: this.#credentials }),
    )
    return this.#opensearch
  }

  /** The signed Gremlin connection, over the user's own driver where there is one. */
  async neptune(): Promise<NeptuneConnection> {
    const { endpoint, version } = this.requireService('neptune')
    this.#neptune ??= import('../client/gremlin-client.ts').then(({ connectGremlin, resolveDriver }) =>
      connectGremlin({
        endpoint,
        credentials: this.#credentials,
        driver: resolveDriver(this.#session.root),
        serverVersion: version,
      }),
    )
    return this.#neptune
  }

  /** Closes those that were made. */
  async close(): Promise<void> {
    const made = await Promise.allSettled([this.#opensearch, this.#neptune])
    await Promise.all(made.map((client) => (client.status === 'fulfilled' ? client.value?.close() : undefined)))
  }
}
