import type { CredentialsProvider } from '../base/credentials.ts'
import type { NeptuneConnection } from '../clients/gremlin/client.ts'
import { connectGremlin, ownDriver, resolveDriver } from '../clients/gremlin/client.ts'
import type { ProvidedNeptune } from '../contracts/provided-run.ts'
import { restoreBySteps } from '../isolation/graph/restore-graph.ts'

export interface GraphRestorerOptions {
  readonly neptune: ProvidedNeptune
  /** The folder from which the user's own driver is resolved. */
  readonly root: string
  readonly credentials: CredentialsProvider
  /** The worker's connection, over that driver. */
  readonly connection: () => Promise<NeptuneConnection>
}

/**
 * Restores a worker's graph by steps to what each test has to find. It uses the worker's connection where the user's driver has
 * the version that this package depends on. Otherwise it has a connection of its own, because another version has other types.
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

  /** Restores the graph if it differs from what it has to be, and returns whether it differed. Fails with a NamespaceError. */
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
