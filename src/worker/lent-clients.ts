import type { Client } from '@opensearch-project/opensearch'
import type { CredentialsProvider } from '../base/credentials.ts'
import type { Lifetime } from '../base/lifetime.ts'
import type { LentConnection, LentGraph } from '../clients/gremlin/client.ts'
import type { LentOpenSearch } from '../clients/opensearch/client.ts'
import type { JoinedRun } from '../contracts/provided-run.ts'
import { requireService } from '../contracts/provided-run.ts'
import * as messages from './messages.ts'

/** The clients that a worker lends to its tests. Each test has its own clients, over connections that the tests share in turn. */
export class LentClients {
  readonly #run: JoinedRun
  readonly #credentials: CredentialsProvider
  readonly #tell: (message: string) => void
  #opensearch: Promise<LentOpenSearch> | undefined
  #neptune: Promise<LentGraph> | undefined

  constructor(run: JoinedRun, credentials: CredentialsProvider, tell: (message: string) => void) {
    this.#run = run
    this.#credentials = credentials
    this.#tell = tell
  }

  /**
   * A signed OpenSearch client for this lifetime, of the user's own copy of the official client if there is one. Fails with a
   * ConfigError that names the missing option. `own`: the credentials of the test; default those of the worker.
   */
  async opensearch(lifetime: Lifetime, own?: CredentialsProvider): Promise<Client> {
    const { endpoint } = requireService(this.#run, 'opensearch')
    this.#opensearch ??= import('../clients/opensearch/client.ts').then(({ lendOpenSearch, resolveOpenSearch }) => {
      const library = resolveOpenSearch(this.#run.root)
      if (library.insteadOf !== undefined) this.#tell(messages.clientNotTried(library.version, library.insteadOf))
      return lendOpenSearch({ endpoint, credentials: this.#credentials, library })
    })
    return (await this.#opensearch).lend(lifetime, own)
  }

  /** A Gremlin connection for this lifetime, over the user's own driver if there is one. */
  async neptune(lifetime: Lifetime): Promise<LentConnection> {
    const { endpoint, version } = requireService(this.#run, 'neptune')
    this.#neptune ??= import('../clients/gremlin/client.ts').then(({ lendGremlin, resolveDriver }) =>
      lendGremlin({
        ...{ endpoint, credentials: this.#credentials },
        driver: resolveDriver(this.#run.root),
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
