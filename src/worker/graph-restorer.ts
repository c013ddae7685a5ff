import type { CredentialsProvider } from '../base/credentials.ts'
import type { NeptuneConnection } from '../clients/gremlin/client.ts'
import { connectGremlin, ownDriver, resolveDriver } from '../clients/gremlin/client.ts'
import type { ProvidedNeptune } from '../contracts/provided-run.ts'
import { restoreBySteps } from '../isolation/graph/restore-graph.ts'

export interface GraphRestorerOptions {
  readonly neptune: ProvidedNeptune
  /** From where the user's own driver is looked up. */
  readonly root: string
  readonly credentials: CredentialsProvider
  /** The worker's connection, over that driver. */
  readonly connection: () => Promise<NeptuneConnection>
}

/**
 * Keeps a worker's graph as each test has to find it, by steps: over the worker's connection where the user's driver is the
 * one this package depends on, and otherwise over one of its own, since another version writes and reads other types.
 */
export class GraphRestorer {
  readonly #options: GraphRestorerOptions
  readonly #driver = ownDriver()
  readonly #isUsers: boolean
  #own: NeptuneConnection | undefined

  constructor(options: GraphRestorerOptions) {
    this.#options = options
    this.#isUsers = resolveDriver(options.root).version === this.#driver.version
  }

  /** Restores the graph where it is not as it has to be, and says whether it was not. Fails with a NamespaceError. */
  async restore(): Promise<boolean> {
    const { graph } = this.#options.neptune
    const { g } = await this.#connection()
    return restoreBySteps({ g, driver: this.#driver, ...(graph && { contents: graph }) })
  }

  async close(): Promise<void> {
    await this.#own?.close()
  }

  async #connection(): Promise<NeptuneConnection> {
    const { neptune, credentials, connection } = this.#options
    if (this.#isUsers) return connection()
    const { endpoint, version } = neptune
    this.#own ??= connectGremlin({ endpoint, credentials, driver: this.#driver, serverVersion: version })
    return this.#own
  }
}
