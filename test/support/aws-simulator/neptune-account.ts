import { createHash } from 'node:crypto'
import type { Clock } from '../../../src/wait/clock.ts'
import { Life } from './neptune-life.ts'
import { GONE, type SimulatedCluster, type SimulatedInstance } from './neptune-records.ts'
import type { NeptuneScript } from './neptune-script.ts'

/** The clusters and instances of all services of the RDS family in one account and region. */
export class NeptuneAccount {
  readonly account: string
  readonly region: string
  readonly clock: Clock
  readonly script: NeptuneScript
  #clusters: SimulatedCluster[] = []
  #instances: SimulatedInstance[] = []
  /** Which cluster of its name an instance belongs to. */
  readonly #clusterOf = new Map<SimulatedInstance, SimulatedCluster | undefined>()
  #made = 0

  constructor(account: string, region: string, clock: Clock, script: NeptuneScript) {
    this.account = account
    this.region = region
    this.clock = clock
    this.script = script
  }

  /** The clusters that exist, whatever a describe shows. */
  get clusters(): readonly SimulatedCluster[] {
    return this.#clusters.filter((cluster) => !this.#isGone(cluster))
  }

  get instances(): readonly SimulatedInstance[] {
    return this.#instances.filter((instance) => instance.life.status !== GONE)
  }

  /** The clusters as describes show them: new ones appear late, and deleted ones stay for a while. */
  get shownClusters(): readonly SimulatedCluster[] {
    return this.#clusters.filter((cluster) => this.#isShown(cluster, this.#goneAt(cluster)))
  }

  get shownInstances(): readonly SimulatedInstance[] {
    return this.#instances.filter((instance) => this.#isShown(instance, instanceGoneAt(instance)))
  }

  membersOf(clusterId: string): readonly SimulatedInstance[] {
    return this.instances.filter((instance) => instance.clusterId === clusterId)
  }

  /** Adds a cluster without an instance, which is available unless `life` says otherwise. */
  putCluster(cluster: Partial<SimulatedCluster> & { readonly id: string }): SimulatedCluster {
    this.#made += 1
    const resourceId = createHash('sha256').update(`${cluster.id} ${this.#made}`).digest('hex').slice(0, 26)
    const put: SimulatedCluster = {
      engine: 'neptune',
      engineVersion: this.script.defaultEngineVersion,
      resourceId: `cluster-${resourceId.toUpperCase()}`,
      createdAt: cluster.life ? this.clock.now() : Number.NEGATIVE_INFINITY,
      life: new Life(this.clock, [], 'available'),
      tags: new Map(),
      deletionProtection: false,
      iamAuthentication: true,
      backupRetentionDays: 1,
      encrypted: true,
      subnetGroup: 'default',
      securityGroupIds: [],
      ...cluster,
    }
    this.#clusters.push(put)
    return put
  }

  /** Adds an instance, which is available unless `life` says otherwise. */
  putInstance(instance: Partial<SimulatedInstance> & { readonly id: string }): SimulatedInstance {
    const put: SimulatedInstance = {
      engine: 'neptune',
      engineVersion: this.script.defaultEngineVersion,
      instanceClass: 'db.t3.medium',
      publiclyAccessible: false,
      createdAt: instance.life ? this.clock.now() : Number.NEGATIVE_INFINITY,
      life: new Life(this.clock, [], 'available'),
      tags: new Map(),
      ...instance,
    }
    this.#clusterOf.set(
      put,
      this.clusters.find(({ id }) => id === put.clusterId),
    )
    this.#instances.push(put)
    return put
  }

  #isShown({ createdAt }: { readonly createdAt: number }, goneAt: number): boolean {
    const now = this.clock.now()
    return now >= createdAt + this.script.hiddenMs && now < goneAt + this.script.ghostMs
  }

  #isGone = (cluster: SimulatedCluster): boolean => this.clock.now() >= this.#goneAt(cluster)

  /** A cluster that is being deleted exists longer than its instances. */
  #goneAt(cluster: SimulatedCluster): number {
    if (!isGoing(cluster.life)) return Number.POSITIVE_INFINITY
    const members = this.#instances.filter((each) => this.#clusterOf.get(each) === cluster).map(instanceGoneAt)
    return Math.max(cluster.life.restsAt, ...members)
  }
}

const isGoing = ({ status }: Life) => status === 'deleting' || status === GONE

const instanceGoneAt = ({ life }: SimulatedInstance): number =>
  isGoing(life) ? life.restsAt : Number.POSITIVE_INFINITY
