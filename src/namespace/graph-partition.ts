import type { driver as gremlinDriver, process as gremlinProcess } from 'gremlin'
import type { NeptuneConnection } from '../client/gremlin-client.ts'
import type { GremlinDriver } from '../client/gremlin-driver.ts'
import { traversalSource } from '../client/gremlin-source.ts'
import { iterateStep } from '../client/iterate-step.ts'
import { NamespaceError } from '../errors.ts'
import { systemClock } from '../wait/clock.ts'
import { dropPartition } from './drop-partition.ts'
import { refusingClient } from './partition-client.ts'
import type { PartitionRecord } from './partition-connection.ts'
import { PartitionConnection } from './partition-connection.ts'

type Source = gremlinProcess.GraphTraversalSource
type Remote = gremlinDriver.DriverRemoteConnection

export interface GraphPartitionOptions {
  /** The worker's connection; it stays open. */
  readonly connection: NeptuneConnection
  readonly driver: GremlinDriver
  /** The value of the partition key on what the test makes; nobody else may use it. */
  readonly own: string
  /** The value of the partition key on the dataset that tests share. Without one, all a test sees is its own. */
  readonly dataset?: string | undefined
}

/** How long requests that a test did not await may take once it is over, in milliseconds. */
const SETTLE_TIMEOUT_MS = 30_000

/** What one test may touch of a graph it shares: the dataset to be read, and elements of its own. */
export class GraphPartition {
  /** The connection as the test gets it. */
  readonly neptune: NeptuneConnection
  /** Over the test's own elements alone: here everything may be changed. */
  readonly own: Source
  readonly #options: GraphPartitionOptions
  readonly #record: PartitionRecord = {
    ids: new Set(),
    underWay: new Set(),
    open: new Set(),
    changed: false,
    ended: false,
  }

  constructor(options: GraphPartitionOptions) {
    const { connection, driver, dataset } = options
    this.#options = options
    this.own = this.#source(undefined)
    this.neptune = {
      ...connection,
      g: this.#source(dataset),
      client: refusingClient(driver, connection.endpoint.url),
      // The worker's connection is not the test's to close.
      close: async () => {
        this.#record.ended = true
      },
    }
  }

  /** Removes what the test has made, and proves that nothing is left. Fails with a NamespaceError. */
  async remove(): Promise<void> {
    const record = this.#record
    record.ended = true
    await this.#settled()
    // The driver's types do not know that a commit or a rollback can fail once its connection is lost; then it is undone.
    await Promise.allSettled([...record.open].map((session) => session.rollback().finally(() => session.close())))
    if (record.changed) await dropPartition(this.#options.connection.g, this.#options.own)
  }

  async #settled(): Promise<void> {
    let cancel = () => {}
    const timeout = new Promise<'late'>((resolve) => {
      cancel = systemClock.after(SETTLE_TIMEOUT_MS, () => resolve('late'))
    })
    const outcome = await Promise.race([Promise.allSettled(this.#record.underWay), timeout])
    cancel()
    if (outcome !== 'late') return
    throw new NamespaceError(
      [
        `A traversal that a test did not await is still under way ${SETTLE_TIMEOUT_MS / 1000} s after its end.`,
        `What it writes will be left in partition ${this.#options.own}.`,
        'Await every traversal of a test before it ends.',
      ],
      { resource: 'graph' },
    )
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
