import { describe, expect, test } from 'vitest'
import { neptuneClusterKind } from '../../../src/aws/cluster/kind.ts'
import type { ClusterSpec } from '../../../src/aws/cluster/spec.ts'
import { openSearchDomainKind } from '../../../src/aws/domain/kind.ts'
import type { DomainSpec } from '../../../src/aws/domain/spec.ts'
import type { CleanupError } from '../../../src/errors/errors.ts'
import { CleanupStack } from '../../../src/ledger/cleanup-stack.ts'
import { obtain } from '../../../src/resource/obtain.ts'
import type { Observation, SharedResourceKind } from '../../../src/resource/resource.ts'
import { every } from '../../../src/wait/schedule.ts'
import { startAwsSimulator } from '../../support/aws-simulator/aws-simulator.ts'
import { compressedClock } from '../../support/aws-simulator/compressed-clock.ts'
import { denied } from '../../support/aws-simulator/fault.ts'
import { SimulatedNeptune } from '../../support/aws-simulator/simulated-neptune.ts'
import { SimulatedOpenSearch } from '../../support/aws-simulator/simulated-opensearch.ts'

const SECOND = 1_000
const place = { account: '111122223333', region: 'eu-west-1' }
const run = 'vaf-3f9c2'

const domain: DomainSpec = {
  engineVersion: 'OpenSearch_2.19',
  instanceType: 't3.small.search',
  instanceCount: 1,
  volumeGb: 10,
  access: 'account',
  tags: {},
}
const cluster: ClusterSpec = {
  capacity: { instanceClass: 'db.t3.medium' },
  securityGroupIds: [],
  publiclyAccessible: false,
  tags: {},
}

/** The resources in the order of their creation, and the calls that delete them. */
const four = [
  { id: 'vaf-a-1', what: 'OpenSearch domain vaf-a-1', deletion: 'DeleteDomain' },
  { id: 'vaf-b-1', what: 'Neptune cluster vaf-b-1', deletion: 'DeleteDBCluster' },
  { id: 'vaf-c-1', what: 'OpenSearch domain vaf-c-1', deletion: 'DeleteDomain' },
  { id: 'vaf-d-1', what: 'Neptune cluster vaf-d-1', deletion: 'DeleteDBCluster' },
] as const

/** Two domains and two clusters in a simulated account, 400 times as fast as on AWS. */
async function fourResources() {
  const clock = compressedClock(400)
  const domains = new SimulatedOpenSearch({ clock, script: { createMs: 20 * SECOND, deleteMs: 20 * SECOND } })
  const clusters = new SimulatedNeptune({
    clock,
    script: {
      clusterCreation: [['creating', 10 * SECOND]],
      instanceCreation: [['creating', 20 * SECOND]],
      clusterDeletionMs: 10 * SECOND,
      instanceDeletionMs: 20 * SECOND,
    },
  })
  const aws = await startAwsSimulator({ services: [domains, clusters], clock })
  const account = { ...place, partition: 'aws', credentials: async () => aws.credentials }
  const schedules = { ready: every(5 * SECOND), gone: every(5 * SECOND) }
  const options = { account, endpoint: aws.url, clock, schedules }
  const kinds = {
    domains: openSearchDomainKind(options),
    clusters: neptuneClusterKind(options),
  }
  const cleanup = new CleanupStack()
  const states = new Map<string, string>()
  const make = <Spec, Seen extends Observation>(kind: SharedResourceKind<Spec, Seen>, id: string, spec: Spec) =>
    obtain({
      ...{ kind, spec, place, cleanup, clock },
      name: () => id,
      tags: { run, fingerprint: '8f3a1c0b2d4e' },
      reuse: false,
      assertMayCreate: () => {},
      ledger: { note: async (resource, state) => void states.set(resource.id, state) },
      report: () => {},
      timeoutMs: 600 * SECOND,
      destroyTimeoutMs: 600 * SECOND,
      signal: new AbortController().signal,
    })
  for (const { id, deletion } of four) {
    if (deletion === 'DeleteDomain') await make(kinds.domains, id, domain)
    else await make(kinds.clusters, id, cluster)
  }
  return {
    aws,
    kinds,
    cleanup,
    states,
    running: () => [...domains.running, ...clusters.clusters.map(({ id }) => id)].sort(),
    async [Symbol.asyncDispose]() {
      await aws.close()
      clock[Symbol.dispose]()
    },
  }
}

/** All combinations of deletions that AWS denies. */
const patterns = Array.from({ length: 16 }, (_, bits) => four.filter((_, at) => bits & (1 << at)))

describe.concurrent('of four deletions', { timeout: 60_000 }, () => {
  test.for(patterns.map((refused) => [refused.map(({ id }) => id).join(', ') || 'none', refused] as const))(
    'where AWS denies %s, the others are done, and the error names all resources that are left',
    async ([, refused]) => {
      await using made = await fourResources()
      const { aws, kinds, cleanup, states, running } = made
      expect(running()).toEqual(four.map(({ id }) => id))
      for (const { id, deletion } of refused) {
        aws.before(deletion, ({ input }) => {
          if ((input.DomainName ?? input.DBClusterIdentifier) === id) aws.fault(deletion, denied(1))
        })
      }

      const failure = (await cleanup.run().catch((error: unknown) => error)) as CleanupError | undefined

      expect(running()).toEqual(refused.map(({ id }) => id))
      for (const { id } of four)
        expect(states.get(id)).toBe(refused.some((each) => each.id === id) ? 'deleting' : 'gone')
      expect(failure?.failures.map(({ step }) => step) ?? []).toEqual(refused.map(({ what }) => what).reverse())
      if (!failure) return
      expect(failure.message).toContain(`The cleanup could not be proved: ${refused.length} of its steps failed.`)
      for (const { id, what, deletion } of refused) {
        const kind = deletion === 'DeleteDomain' ? kinds.domains : kinds.clusters
        expect(failure.message).toContain(`- ${what}: ${what} could not be deleted`)
        expect(failure.message).toContain(`Delete it by hand: ${kind.removal(id).join(' && ')}`)
      }
    },
  )
})
