import type { CredentialsProvider } from '../base/credentials.ts'
import type { NeptuneConnection } from '../clients/gremlin/client.ts'
import { type OpenSearchRequests, signedRequests } from '../clients/opensearch/requests.ts'
import type { JoinedRun } from '../contracts/provided-run.ts'
import { requireService } from '../contracts/provided-run.ts'

/**
 * A worker's own clients for the services, with which it tidies up after its tests. No test gets hold of them, and what
 * tests put in the place of the methods of a client does not reach them.
 */
export class WorkerClients {
  readonly #run: JoinedRun
  readonly #credentials: CredentialsProvider
  #opensearch: ReturnType<typeof signedRequests> | undefined
  #neptune: Promise<NeptuneConnection> | undefined

  constructor(run: JoinedRun, credentials: CredentialsProvider) {
    this.#run = run
    this.#credentials = credentials
  }

  /** Signed requests to OpenSearch, past the official client. */
  opensearch(): OpenSearchRequests {
    const { endpoint } = requireService(this.#run, 'opensearch')
    this.#opensearch ??= signedRequests({ endpoint, credentials: this.#credentials })
    return this.#opensearch
  }

  /**
   * The signed Gremlin connection, over the user's own driver where there is one. To be asked for before a test can have
   * changed anything in the driver.
   */
  async neptune(): Promise<NeptuneConnection> {
    const { endpoint, version } = requireService(this.#run, 'neptune')
    this.#neptune ??= import('../clients/pristine.ts').then(({ connectPristine }) =>
      connectPristine({ endpoint, credentials: this.#credentials, root: this.#run.root, serverVersion: version }),
    )
    return this.#neptune
  }

  /** Closes those that were made. */
  async close(): Promise<void> {
    this.#opensearch?.close()
    await this.#neptune?.then(
      (neptune) => neptune.close(),
      () => {},
    )
  }
}
