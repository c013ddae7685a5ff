import type { CredentialsProvider } from '../base/credentials.ts'
import type { Service } from '../base/endpoint.ts'
import type { OpenSearchRequests } from '../clients/opensearch/requests.ts'
import type { JoinedRun } from '../contracts/provided-run.ts'
import type { SourceIndex } from '../dataset/load-indices.ts'
import { NamespaceError } from '../errors/errors.ts'
import { ownPaths } from '../gate/gate.ts'
import { IndexBaseline } from '../isolation/index/index-baseline.ts'
import { removeUnder } from '../isolation/index/remove-under.ts'
import type { ViewContents } from '../isolation/index/view-contents.ts'
import { GateClient } from './gate-client.ts'
import * as messages from './messages.ts'
import type { FileViews } from './views/file-views.ts'

/** The parts of a worker that seeds use. */
export interface SeedWorker {
  readonly run: JoinedRun
  readonly credentials: CredentialsProvider
  /** The start of the names of all indices that this worker makes. */
  readonly indexPrefix: string
  /** The views of its tests; absent: they have none. */
  readonly views: FileViews | undefined
  opensearch(): OpenSearchRequests
}

/** The state after a function that seeds a file or a part of it. */
export interface Seed {
  /** Absent: no index was made or changed, or tests have views. */
  readonly indices?: IndexBaseline
  /** Where tests have views: what it has made, and the level of the views that it was made upon. */
  readonly viewed?: { readonly contents: ViewContents | undefined; readonly upon: number }
  readonly hasGraph: boolean
}

/**
 * The data that the seeds of a test file have made, beside the dataset. Each test finds it as it was made. A seed may build on
 * other ones, of the file or of the describe around it. Its level is the number of those, and tests find the highest level.
 */
export class FileSeeds {
  readonly #worker: SeedWorker
  readonly #gates: Partial<Record<Service, GateClient>> = {}
  #seeds: readonly Seed[] = []
  #isLost = false

  constructor(worker: SeedWorker) {
    this.#worker = worker
  }

  /** The indices that tests get copies of, by name. */
  get sources(): Readonly<Record<string, SourceIndex>> {
    if (this.#worker.views) return Object.fromEntries(this.#seeds.flatMap(viewedSources))
    return this.#indices?.sources ?? {}
  }

  get isEmpty(): boolean {
    return this.#seeds.length === 0
  }

  get #indices(): IndexBaseline | undefined {
    return this.#seeds.findLast(({ indices }) => indices)?.indices
  }

  /** Notes that the engine was replaced, so that the data kept in it is lost. */
  noteLoss(): void {
    this.#isLost = this.#seeds.length > 0
  }

  /** Fails with a NamespaceError where the data that tests have to find is lost. */
  assertThere(): void {
    if (!this.#isLost) return
    throw new NamespaceError(messages.seedLost())
  }

  /** Keeps the present data of the changed services. Fails as `IndexBaseline.take` does, or with the gate's answer. */
  async keep(changed: readonly Service[]): Promise<Seed> {
    const { run, indexPrefix } = this.#worker
    const level = this.#seeds.length + 1
    const aside = indexPrefix.replace(run.id, `${run.id}-seed${level}`)
    try {
      // Views keep their levels themselves.
      const kept = changed.filter((service) => service !== 'opensearch' || !this.#worker.views)
      for (const service of kept) await this.#gate(service)?.ask('PUT', `${ownPaths.kept}${level}`)
      const seed: Seed = {
        hasGraph: changed.includes('neptune'),
        ...(changed.includes('opensearch') && (await this.#keepIndices(aside))),
      }
      this.#seeds = [...this.#seeds, seed]
      return seed
    } catch (error) {
      await this.#forget(level)
      throw error
    }
  }

  async #keepIndices(aside: string): Promise<Pick<Seed, 'indices' | 'viewed'>> {
    const { views, indexPrefix: prefix } = this.#worker
    if (!views) return { indices: await IndexBaseline.take({ client: this.#worker.opensearch(), prefix, aside }) }
    const upon = views.level
    return { viewed: { contents: await views.keep(), upon } }
  }

  /** Drops a seed and all that build on it; without a seed, all. Deletes their copies, not the present data. Fails as `removeUnder` does. */
  async drop(seed = this.#seeds[0]): Promise<void> {
    const at = seed ? this.#seeds.indexOf(seed) : -1
    if (at === -1) return
    const dropped = this.#seeds.slice(at)
    this.#seeds = this.#seeds.slice(0, at)
    if (at === 0) this.#isLost = false
    for (const { indices } of dropped) await indices?.drop()
    const upon = dropped.find(({ viewed }) => viewed)?.viewed?.upon
    if (upon !== undefined) await this.#worker.views?.dropTo(upon)
    await this.#forget(at + 1)
  }

  /** Makes the gates forget the data that is kept at this level and above. */
  async #forget(level: number): Promise<void> {
    for (const gate of Object.values(this.#gates)) await gate.ask('DELETE', `${ownPaths.kept}${level}`)
  }

  /** Restores the indices under the worker's prefix to what tests have to find. Fails as `IndexBaseline.restore` does. */
  async restoreIndices(): Promise<void> {
    this.assertThere()
    if (this.#indices) await this.#indices.restore()
    else await removeUnder(this.#worker.opensearch(), this.#worker.indexPrefix)
  }

  /** Restores the worker's graph to its state after the seeds; `false` where no seed has changed it. Fails with the gate's answer. */
  async restoreGraph(): Promise<boolean> {
    this.assertThere()
    const level = this.#seeds.findLastIndex(({ hasGraph }) => hasGraph) + 1
    if (level === 0) return false
    await this.#gate('neptune')?.ask('POST', `${ownPaths.kept}${level}`)
    return true
  }

  close(): void {
    for (const gate of Object.values(this.#gates)) gate.close()
  }

  #gate(service: Service): GateClient | undefined {
    const { run, credentials } = this.#worker
    const provided = run[service]
    if (!provided?.hasGate) return undefined
    this.#gates[service] ??= new GateClient(provided.endpoint, credentials)
    return this.#gates[service]
  }
}

/** The indices that a seed has made in the view of code outside of tests. */
const viewedSources = ({ viewed }: Seed) =>
  (viewed?.contents?.layer.indices ?? []).map(({ name, physical, aliases }): [string, SourceIndex] => [
    name,
    { index: physical, aliases },
  ])
