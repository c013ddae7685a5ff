import { onTestFinished } from 'vitest'
import type { Service } from '../../src/base/endpoint.ts'
import { connectGremlin, type NeptuneConnection } from '../../src/clients/gremlin/client.ts'
import { createOpenSearchClient } from '../../src/clients/opensearch/client.ts'
import { type SignedRequest, type SignedResponse, sendSigned } from '../../src/clients/signed-request.ts'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import type { JoinedRun } from '../../src/contracts/provided-run.ts'
import { workerCredentials } from '../../src/contracts/worker-credentials.ts'
import { DaemonConnection } from '../../src/daemon/client/daemon-connection.ts'
import type { OpenedRun } from '../../src/daemon/protocol.ts'
import type { RunEvent } from '../../src/report/events.ts'
import type { DaemonOfFile } from '../daemon/own-daemons.ts'
import type { Sender } from './send-bytes.ts'

let lastRun = 0

/** A run of a daemon, without Vitest: what its workers would send. */
export class TestRun {
  readonly opened: OpenedRun
  /** What a project's workers are given. */
  readonly joined: JoinedRun
  readonly connection: DaemonConnection
  /** What the run of the run has been told. */
  readonly events: readonly RunEvent[]

  private constructor(opened: OpenedRun, root: string, connection: DaemonConnection, events: RunEvent[]) {
    this.opened = opened
    this.joined = { ...opened.provided, root, exportCredentials: true, workerVariables: {}, files: 'all' }
    this.connection = connection
    this.events = events
  }

  /** Opens a run with two workers; its socket closes with the test. */
  static async open({ daemon, base }: DaemonOfFile, config: object) {
    const connection = await DaemonConnection.open(daemon.directory)
    onTestFinished(() => connection.close())
    const events: RunEvent[] = []
    const options = resolveLocalOptions({ ...config, region: 'eu-west-1' }, base)
    const id = `vaf-${String(++lastRun).padStart(5, 'n')}`
    const opened = await connection.ask('open', { id, options, workers: 2 }, (event) => events.push(event))
    return new TestRun(opened, options.root, connection, events)
  }

  get id(): string {
    return this.opened.provided.id
  }

  /** The graph of a worker, by the usual driver. */
  graph(worker = 1): NeptuneConnection {
    const connection = connectGremlin({ endpoint: this.#endpoint('neptune'), credentials: this.#credentials(worker) })
    onTestFinished(() => connection.close())
    return connection
  }

  opensearch(worker = 1) {
    const client = createOpenSearchClient({
      endpoint: this.#endpoint('opensearch'),
      credentials: this.#credentials(worker),
    })
    onTestFinished(() => client.close())
    return client
  }

  /** Who sends for a worker, and where to. */
  async sender(service: Service, worker = 1): Promise<Sender> {
    return { endpoint: this.#endpoint(service), credentials: await this.#credentials(worker)() }
  }

  /** One signed request of a worker, sent once. */
  async send(
    service: Service,
    method: SignedRequest['method'],
    path: string,
    { body, worker = 1, timeoutMs = 60_000 }: { body?: string; worker?: number; timeoutMs?: number } = {},
  ): Promise<SignedResponse> {
    const credentials = await this.#credentials(worker)()
    const endpoint = this.#endpoint(service)
    return sendSigned({ endpoint, credentials, method, path, timeoutMs, ...(body !== undefined && { body }) })
  }

  #endpoint(service: Service) {
    return this.opened.provided[service]!.endpoint
  }

  #credentials(worker: number) {
    return workerCredentials(this.opened.provided, worker)
  }
}
