import { createHash } from 'node:crypto'
import type { Clock } from '../../../src/wait/clock.ts'
import { Life } from './neptune-life.ts'
import { GONE, type SimulatedCluster, type SimulatedInstance } from './neptune-records.ts'
import type { NeptuneScript } from './neptune-script.ts'

/** What the RDS family of services has in one account and region: Neptune's clusters, and others among them. */
export class NeptuneAccount {
  readonly account: string
  readonly region: string
  readonly clock: Clock
  readonly script: NeptuneScript
  #clusters: SimulatedCluster[] = []
  #instances: SimulatedInstance[] = []
  /** Which one of its name a cluster is of which an instance is a member. */
  readonly #clusterOf = new Map<SimulatedInstance, SimulatedCluster | undefined>()
  #made = 0

  constructor(account: string, region: string, clock: Clock, script: NeptuneScript) {
    this.account = account
    this.region = region
    this.clock = clock
    this.script = script
  }

  /** Those that are there, whatever a describe shows. */
  get clusters(): readonly SimulatedCluster[] {
    return this.#clusters.filter((cluster) => !this.#isGone(cluster))
  }

  get instances(): readonly SimulatedInstance[] {
    return this.#instances.filter((instance) => instance.life.status !== GONE)
  }

  /** As the describes show them: what is new comes late, what is gone stays a while. */
  get shownClusters(): readonly SimulatedCluster[] {
    return this.#clusters.filter((cluster) => this.#isShown(cluster, this.#goneAt(cluster)))
  }

  get shownInstances(): readonly SimulatedInstance[] {
    return this.#instances.filter((instance) => this.#isShown(instance, instanceGoneAt(instance)))
  }

  membersOf(clusterId: string): readonly SimulatedInstance[] {
    return this.instances.filter((instance) => instance.clusterId === clusterId)
  }

  /** A cluster without an instance; one that has been there, unless it is given a life. */
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

  /** An instance; one that has been there, unless it is given a life. */
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

  /** A cluster that is being deleted outlives its instances. */
  #goneAt(cluster: SimulatedCluster): number {
    if (!isGoing(cluster.life)) return Number.POSITIVE_INFINITY
    const members = this.#instances.filter((each) => this.#clusterOf.get(each) === cluster).map(instanceGoneAt)
    return Math.max(cluster.life.restsAt, ...members)
  }
}

const isGoing = ({ status }: Life) => status === 'deleting' || status === GONE

const instanceGoneAt = ({ life }: SimulatedInstance): number =>
  isGoing(life) ? life.restsAt : Number.POSITIVE_INFINITY
