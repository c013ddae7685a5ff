import type { CredentialsProvider } from '../base/credentials.ts'
import type { NeptuneConnection } from '../clients/gremlin/client.ts'
import { type OpenSearchRequests, signedRequests } from '../clients/opensearch/requests.ts'
import type { JoinedRun } from '../contracts/provided-run.ts'
import { requireService } from '../contracts/provided-run.ts'
import { NAMES_HEADER } from '../gate/views/view-request.ts'

/**
 * A worker's own clients for the services, with which it cleans up after its tests. No test has access to them, and tests that
 * replace methods of a client do not affect them.
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

  /** Signed requests to OpenSearch, without the official client. Names are physical, also where tests have views. */
  opensearch(): OpenSearchRequests {
    const { endpoint, layers } = requireService(this.#run, 'opensearch')
    const headers = layers ? { [NAMES_HEADER]: 'physical' } : {}
    this.#opensearch ??= signedRequests({ endpoint, credentials: this.#credentials, headers })
    return this.#opensearch
  }

  /**
   * The signed Gremlin connection, over the user's own driver if there is one. Call it before any test can have changed the
   * driver.
   */
  async neptune(): Promise<NeptuneConnection> {
    const { endpoint, version } = requireService(this.#run, 'neptune')
    this.#neptune ??= import('../clients/pristine.ts').then(({ connectPristine }) =>
      connectPristine({ endpoint, credentials: this.#credentials, root: this.#run.root, serverVersion: version }),
    )
    return this.#neptune
  }

  /** Closes the clients that were opened. */
  async close(): Promise<void> {
    this.#opensearch?.close()
    await this.#neptune?.then(
      (neptune) => neptune.close(),
      () => {},
    )
  }
}
