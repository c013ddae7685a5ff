import { test as base } from 'vitest'
import { neptuneClusterKind } from '../../src/aws/cluster/kind.ts'
import type { ClusterSpec } from '../../src/aws/cluster/spec.ts'
import { CleanupStack } from '../../src/ledger/cleanup-stack.ts'
import { destroy } from '../../src/resource/destroy.ts'
import { obtain } from '../../src/resource/obtain.ts'
import { provision } from '../../src/resource/provision.ts'
import type { Owner } from '../../src/resource/resource.ts'
import { every } from '../../src/wait/schedule.ts'
import { startAwsSimulator } from '../support/aws-simulator/aws-simulator.ts'
import { compressedClock } from '../support/aws-simulator/compressed-clock.ts'
import { Life } from '../support/aws-simulator/neptune-life.ts'
import type { NeptuneScript } from '../support/aws-simulator/neptune-script.ts'
import { SimulatedNeptune } from '../support/aws-simulator/simulated-neptune.ts'

/** In milliseconds of AWS's time. */
export const SECOND = 1_000
export const MINUTE = 60 * SECOND

export const ID = 'vaf-orders-8f3a1c-1'
export const INSTANCE = `${ID}-1`
export const ours = { run: 'vaf-3f9c2', fingerprint: '8f3a1c0b2d' }
export const ourTag = new Map([['vitest-aws-fixtures', 'run=vaf-3f9c2 fingerprint=8f3a1c0b2d']])
export const othersTag = new Map([['vitest-aws-fixtures', 'run=vaf-other fingerprint=0000000000']])

export const smallCluster: ClusterSpec = {
  engineVersion: '1.4.6.0',
  capacity: { instanceClass: 'db.t3.medium' },
  securityGroupIds: [],
  publiclyAccessible: false,
  tags: { team: 'orders' },
}

/** Durations that are shorter than on AWS, in the same proportions: the instance takes most of the time. */
const quick: Partial<NeptuneScript> = {
  clusterCreation: [['creating', 10 * SECOND]],
  instanceCreation: [['creating', 30 * SECOND]],
  clusterDeletionMs: 10 * SECOND,
  instanceDeletionMs: 30 * SECOND,
  modificationMs: 10 * SECOND,
  stopMs: 30 * SECOND,
  startMs: 30 * SECOND,
}

/** A simulated account, and the kind of resource that works in it, two hundred times as fast as on AWS. */
async function startScenario(script: Partial<NeptuneScript>) {
  const clock = compressedClock(200)
  const neptune = new SimulatedNeptune({ clock, script: { ...quick, ...script } })
  const aws = await startAwsSimulator({ services: [neptune], clock })
  const { account, region } = neptune
  let credentials = aws.credentials
  const place = { account, region, partition: 'aws', credentials: async () => credentials }
  const schedules = { ready: every(3 * SECOND), gone: every(3 * SECOND) }
  const warnings: string[] = []
  const warn = (message: string) => void warnings.push(message)
  const newKind = () => neptuneClusterKind({ account: place, endpoint: aws.url, clock, schedules, warn })
  const kind = newKind()
  const cleanup = new CleanupStack()
  const noted: string[] = []
  const abort = new AbortController()
  return {
    async stop() {
      await aws.close()
      clock[Symbol.dispose]()
    },
    aws,
    clock,
    neptune,
    kind,
    /** The kind of resource of another process. */
    newKind,
    warnings,
    /** Sets the credentials that the provider gives from now on. */
    useCredentials: (others: typeof credentials) => {
      credentials = others
    },
    cleanup,
    abort,
    signal: abort.signal,
    /** Adds a cluster of this package with its instance, both in their last states. */
    putOurs: (cluster = 'available', instance: string | undefined = cluster, tags = ourTag) => {
      const createdAt = Number.NEGATIVE_INFINITY
      const put = neptune.putCluster({ id: ID, createdAt, life: new Life(clock, [], cluster), tags: new Map(tags) })
      if (instance !== 'none') {
        neptune.putInstance({
          id: INSTANCE,
          createdAt,
          clusterId: ID,
          life: new Life(clock, [], instance),
          tags: new Map(tags),
        })
      }
      return put
    },
    make: (spec: Partial<ClusterSpec> = {}, options: { readonly timeoutMs?: number } = {}) =>
      provision({
        kind,
        id: ID,
        spec: { ...smallCluster, ...spec },
        tags: ours,
        cleanup,
        timeoutMs: 30 * MINUTE,
        destroyTimeoutMs: 30 * MINUTE,
        clock,
        signal: abort.signal,
        ...options,
      }),
    /** Finds or creates a cluster as a run does, with the names of a project. */
    obtain: (
      spec: Partial<ClusterSpec> = {},
      options: { readonly reuse?: boolean; readonly timeoutMs?: number } = {},
    ) =>
      obtain({
        kind: kind,
        name: (generation) => `vaf-orders-8f3a1c-${generation}`,
        spec: { ...smallCluster, ...spec },
        tags: ours,
        reuse: false,
        assertMayCreate: () => {},
        place: { account, region },
        ledger: { note: async ({ id }, state) => void noted.push(`${id} ${state}`) },
        report: () => {},
        cleanup,
        timeoutMs: 30 * MINUTE,
        destroyTimeoutMs: 30 * MINUTE,
        clock,
        signal: abort.signal,
        ...options,
      }),
    /** The entries of the run in its ledger. */
    noted,
    remove: (
      options: {
        readonly timeoutMs?: number
        readonly id?: string
        readonly kind?: typeof kind
        readonly owner?: Owner
      } = {},
    ) =>
      destroy({
        kind,
        id: ID,
        owner: ours,
        timeoutMs: 30 * MINUTE,
        clock,
        hint: kind.removal(ID).join('\n'),
        ...options,
      }),
    /** The writes as lines. */
    get writes() {
      return aws.writes.map(
        ({ operation, code, input }) =>
          `${operation} ${input.DBInstanceIdentifier ?? input.DBClusterIdentifier}: ${code}`,
      )
    },
    /** The ids of what costs money in the account. */
    get left() {
      return [...neptune.clusters, ...neptune.instances].map(({ id }) => id)
    },
  }
}

type Scenario = Awaited<ReturnType<typeof startScenario>>

/** The time limit of a test: a busy machine only makes a scenario slow, because its clock waits. */
export const patience = { timeout: 60_000 }

/** `simulate` starts a scenario that ends with the test; many run in parallel, because they mostly wait. */
export const test = base.extend<{ readonly simulate: (script?: Partial<NeptuneScript>) => Promise<Scenario> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs.
  simulate: async ({}, use) => {
    const started: Scenario[] = []
    await use(async (script = {}) => {
      const scenario = await startScenario(script)
      started.push(scenario)
      return scenario
    })
    for (const scenario of started) await scenario.stop()
  },
})
