import { neptuneClusterKind } from '../../src/aws/cluster/kind.ts'
import { openSearchDomainKind } from '../../src/aws/domain/kind.ts'
import { messageOf } from '../../src/errors/errors.ts'
import { CleanupStack } from '../../src/ledger/cleanup-stack.ts'
import type { LedgerRecord } from '../../src/ledger/ledger.ts'
import type { SharedResourceKind } from '../../src/resource/resource.ts'
import { recover } from '../../src/run/aws/recover.ts'
import { every } from '../../src/wait/schedule.ts'
import { type AwsSimulator, startAwsSimulator } from '../support/aws-simulator/aws-simulator.ts'
import { isWrite } from '../support/aws-simulator/call-log.ts'
import { compressedClock } from '../support/aws-simulator/compressed-clock.ts'
import type { NeptuneScript } from '../support/aws-simulator/neptune-script.ts'
import { SimulatedEc2, VPC } from '../support/aws-simulator/simulated-ec2.ts'
import { SimulatedIam } from '../support/aws-simulator/simulated-iam.ts'
import { SimulatedNeptune } from '../support/aws-simulator/simulated-neptune.ts'
import { SimulatedOpenSearch } from '../support/aws-simulator/simulated-opensearch.ts'
import { baitNames, misplaced, othersTags, PLACE, tagsOf } from './bait.ts'

const SECOND = 1_000

/** What the next run has done by ledgers. */
export interface Recovered {
  /** What is not in the account any more: `domain vaf-team-aaaaa-1`. */
  readonly gone: readonly string[]
  /** Every write that AWS was asked for, whatever came of it: `DeleteDomain vaf-team-aaaaa-1`. */
  readonly writes: readonly string[]
  /** What was told, and with what the cleanup failed. */
  readonly told: readonly string[]
}

/** An account on the simulator with bait of every sort in it. */
export interface BaitedAccount extends AsyncDisposable {
  /**
   * What the next run does there by these ledgers, from its first request to the end of its cleanup: the real recovery, by
   * real clients over sockets. What it has deleted is put back afterwards.
   */
  recover(ledgers: readonly LedgerRecord[]): Promise<Recovered>
}

/** Opens one, a thousand times as fast as on AWS. */
export async function baitedAccount(script: Partial<NeptuneScript> = {}): Promise<BaitedAccount> {
  const clock = compressedClock(1_000)
  const domains = new SimulatedOpenSearch({ clock, script: { deleteMs: SECOND, lingerMs: SECOND } })
  const clusters = new SimulatedNeptune({
    clock,
    script: {
      ...{ instanceDeletionMs: SECOND, clusterDeletionMs: SECOND, ...script },
      subnetGroups: Object.fromEntries(baitNames.map((name) => [name, 2])),
    },
  })
  const network = new SimulatedEc2()
  network.groups.push(...baitNames.map((name) => ({ id: `sg-${name}`, name, vpc: VPC, rules: [] })))
  const iam = new SimulatedIam()
  iam.principals.push(...baitNames.map((name) => `arn:aws:iam::${PLACE.account}:role/${name}`))
  const aws = await startAwsSimulator({ services: [domains, clusters, network, iam], clock })
  const account = { ...PLACE, partition: 'aws', credentials: async () => aws.credentials }
  const options = { account, endpoint: aws.url, clock, schedules: { ready: every(SECOND), gone: every(SECOND) } }
  const kinds: Readonly<Record<string, SharedResourceKind<unknown>>> = {
    'opensearch-domain': openSearchDomainKind(options),
    'neptune-cluster': neptuneClusterKind(options),
  }
  const there = () => [
    ...domains.running.map((name) => `domain ${name}`),
    ...clusters.clusters.map(({ id }) => `cluster ${id}`),
    ...clusters.instances.map(({ id }) => `instance ${id}`),
  ]
  const lay = (isMissing: (what: string) => boolean) => layBait({ domains, clusters, isMissing })
  lay(() => true)
  const all = there()

  return {
    async recover(ledgers) {
      const before = aws.calls.length
      const told: string[] = []
      const cleanup = new CleanupStack((_, failure) => void (failure && told.push(messageOf(failure.error))))
      const { signal } = new AbortController()
      await recover({
        ...{ ledgers, kinds, place: PLACE, cleanup, clock, signal, destroyTimeoutMs: 60 * SECOND },
        report: (event) => void (event.type === 'warning' && told.push(event.message)),
      })
      await cleanup.run().catch(() => {})
      const left = new Set(there())
      const gone = all.filter((each) => !left.has(each))
      lay((what) => gone.includes(what))
      return { gone, writes: writesSince(aws, before), told }
    },
    async [Symbol.asyncDispose]() {
      await aws.close()
      clock[Symbol.dispose]()
    },
  }
}

/** Puts there what is missing: under each name a domain and a cluster with its instance. */
function layBait({
  domains,
  clusters,
  isMissing,
}: {
  readonly domains: SimulatedOpenSearch
  readonly clusters: SimulatedNeptune
  readonly isMissing: (what: string) => boolean
}): void {
  for (const name of baitNames) {
    const kind = misplaced[name]
    const tags = tagsOf(name)
    // The engine of an instance, and of a domain, is as foreign as that of the cluster.
    const engine = kind === undefined || kind === 'shared' ? 'neptune' : kind
    if (isMissing(`domain ${name}`)) {
      domains.add({
        DomainName: name,
        EngineVersion: kind === undefined ? 'OpenSearch_2.19' : 'Elasticsearch_7.10',
        TagList: [...tags].map(([Key, Value]) => ({ Key, Value })),
      })
    }
    if (isMissing(`cluster ${name}`)) clusters.putCluster({ id: name, engine, tags: new Map(tags) })
    const putInstance = (id: string, its: ReadonlyMap<string, string>) => {
      if (isMissing(`instance ${id}`)) clusters.putInstance({ id, engine, clusterId: name, tags: new Map(its) })
    }
    putInstance(`${name}-1`, tags)
    if (kind === 'shared') putInstance(`${name}-2`, othersTags)
  }
}

const writesSince = (aws: AwsSimulator, first: number): readonly string[] =>
  aws.calls
    .slice(first)
    .filter(({ operation }) => isWrite(operation))
    .map(({ operation, input }) => {
      const { DomainName, DBInstanceIdentifier, DBClusterIdentifier } = input
      return `${operation} ${DomainName ?? DBInstanceIdentifier ?? DBClusterIdentifier ?? JSON.stringify(input)}`
    })
