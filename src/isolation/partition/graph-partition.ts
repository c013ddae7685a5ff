import { Readable } from 'node:stream'
import type { driver as gremlinDriver, process as gremlinProcess } from 'gremlin'
import type { NeptuneConnection } from '../../clients/gremlin/client.ts'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import { iterateStep } from '../../clients/gremlin/iterate-step.ts'
import { traversalSource } from '../../clients/gremlin/source.ts'
import { NamespaceError } from '../../errors/errors.ts'
import * as messages from '../messages.ts'
import { dropPartition } from './partition.ts'
import type { PartitionRecord } from './partition-connection.ts'
import { PartitionConnection } from './partition-connection.ts'

type Source = gremlinProcess.GraphTraversalSource
type Remote = gremlinDriver.DriverRemoteConnection

export interface GraphPartitionOptions {
  /** The test's connection, and over after the test. */
  readonly connection: NeptuneConnection
  /** Removes what the test has made. */
  readonly cleaner: Source
  readonly driver: GremlinDriver
  /** The value of the partition key on what the test makes; nobody else may use it. */
  readonly own: string
  /** The value of the partition key on the dataset that tests share. Without one, all a test sees is its own. */
  readonly dataset?: string | undefined
}

/** One test's part of a shared graph: the dataset, which it may read, and elements of its own. */
export class GraphPartition {
  /** The connection as the test gets it. */
  readonly neptune: NeptuneConnection
  /** Over the test's own elements alone: here everything may be changed. */
  readonly own: Source
  readonly #options: GraphPartitionOptions
  readonly #record: PartitionRecord = { ids: new Set(), changed: false }

  constructor(options: GraphPartitionOptions) {
    const { connection, driver, dataset } = options
    this.#options = options
    this.own = this.#source(undefined)
    this.neptune = {
      ...connection,
      g: this.#source(dataset),
      client: rejectingClient(driver, connection.endpoint.url),
    }
  }

  /** Removes what the test has made, after its end, and proves that nothing is left. Fails with a NamespaceError. */
  async remove(): Promise<void> {
    if (this.#record.changed) await dropPartition(this.#options.cleaner, this.#options.own)
  }

  #source(dataset: string | undefined): Source {
    const { connection, driver, own } = this.#options
    // The driver's types leave the connection out of a source.
    const { remoteConnection: remote } = connection.g as unknown as { remoteConnection: Remote }
    const partitioned = new PartitionConnection({
      driver,
      remote,
      partition: { own, dataset },
      record: this.#record,
    })
    const step = iterateStep(async () => (await connection.status()).gremlin.version)
    return traversalSource(driver, partitioned as unknown as Remote, step)
  }
}

const scriptRejection = () => new NamespaceError(messages.scriptRejected(), { resource: 'graph', fault: 'user' })

/** A client that rejects whatever it is asked for with a NamespaceError: nobody can tell what a script does. */
function rejectingClient({ module }: GremlinDriver, url: string): gremlinDriver.Client {
  class RejectingClient extends module.driver.Client {
    override async open(): Promise<void> {
      throw scriptRejection()
    }

    override async submit(): Promise<never> {
      throw scriptRejection()
    }

    override stream(): Readable {
      return new Readable({
        objectMode: true,
        read() {
          this.destroy(scriptRejection())
        },
      })
    }
  }
  return new RejectingClient(url, { headers: {} })
}
