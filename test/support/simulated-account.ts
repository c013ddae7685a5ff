import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Service } from '../../src/base/endpoint.ts'
import { askGremlin } from '../../src/engines/gremlin/ask-gremlin.ts'
import { emptyGraphs } from '../../src/engines/gremlin/graphs.ts'
import { systemClock } from '../../src/wait/clock.ts'
import type { RunningEngine } from '../gate/start-engine.ts'
import { type AwsSimulator, startAwsSimulator } from './aws-simulator/aws-simulator.ts'
import { type Allows, type DataRequest, openDataPlane, type SimulatedEngines } from './aws-simulator/data-plane.ts'
import type { DomainScript } from './aws-simulator/domain-script.ts'
import type { NeptuneScript } from './aws-simulator/neptune-script.ts'
import { accountHash } from './aws-simulator/neptune-shapes.ts'
import { SimulatedEc2 } from './aws-simulator/simulated-ec2.ts'
import { SimulatedIam } from './aws-simulator/simulated-iam.ts'
import { SimulatedNeptune } from './aws-simulator/simulated-neptune.ts'
import { SimulatedOpenSearch } from './aws-simulator/simulated-opensearch.ts'
import { openCheckIp } from './network/check-ip.ts'
import { HostsFile } from './network/hosts-file.ts'

export const ACCOUNT = '111122223333'
export const REGION = 'eu-west-1'

export interface SimulatedAccountOptions {
  readonly engines: SimulatedEngines
  readonly domains?: Partial<DomainScript>
  readonly clusters?: Partial<NeptuneScript>
  /** Whether a policy allows the next request to a domain or cluster, by its IAM action; default always. */
  readonly allows?: Allows
}

/** An AWS account for a run in a process of its own: control planes, domains and clusters that answer, and names for them. */
export interface SimulatedAccount {
  readonly aws: AwsSimulator
  readonly domains: SimulatedOpenSearch
  readonly clusters: SimulatedNeptune
  /** The VPC that clusters are in. */
  readonly network: SimulatedEc2
  readonly iam: SimulatedIam
  /** What domains and clusters were asked. */
  readonly requests: readonly DataRequest[]
  /** What a shell of somebody who may work there has. */
  readonly env: Readonly<Record<string, string>>
  /** Gives the run's machine the account's names: see `machine` of `runVitest`. */
  readonly machine: string
  /** What costs money there: names of domains, clusters and instances. */
  readonly running: () => readonly string[]
  /** What is in the engines behind them. */
  readonly contents: () => Promise<{ readonly indices: readonly string[]; readonly vertices: number }>
  /** Puts a domain and a cluster there that are somebody else's, and ready. */
  readonly addTheirs: () => Promise<Readonly<Record<Service, { readonly name: string; readonly url: string }>>>
  /** The folder where runs keep their ledgers. */
  readonly ledgers: string
}

/** A domain takes a third of a second, a cluster half of one; minutes on AWS. */
const quickDomains: Partial<DomainScript> = { createMs: 300, deleteMs: 200, lingerMs: 100 }
const quickClusters: Partial<NeptuneScript> = {
  clusterCreation: [['creating', 150]],
  instanceCreation: [
    ['creating', 250],
    ['configuring-iam-database-auth', 50],
  ],
  clusterDeletionMs: 100,
  instanceDeletionMs: 200,
  modificationMs: 50,
  stopMs: 100,
  startMs: 150,
}

/** Opens an account that is gone when the test is over. */
export async function simulatedAccount(options: SimulatedAccountOptions): Promise<SimulatedAccount> {
  const folder = await mkdtemp(join(tmpdir(), 'account-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const domains = new SimulatedOpenSearch({ clock: systemClock, script: { ...quickDomains, ...options.domains } })
  const clusters = new SimulatedNeptune({ script: { ...quickClusters, ...options.clusters } })
  const network = new SimulatedEc2()
  const iam = new SimulatedIam()
  const aws = await startAwsSimulator({ services: [domains, clusters, network, iam] })
  onTestFinished(() => aws.close())
  aws.sparesProbes = true
  const hosts = new HostsFile(join(folder, 'hosts'))
  const names = new Names(domains, clusters, hosts)
  names.write()
  const plane = await openDataPlane({
    account: ACCOUNT,
    region: REGION,
    engines: options.engines,
    // Who has expired is a stranger there.
    identify: (accessKeyId) =>
      aws.identities.isExpired(accessKeyId, systemClock.now()) ? undefined : aws.identities.identify(accessKeyId),
    hosts: (service) => names.of(service),
    ...(options.allows && { allows: options.allows }),
  })
  onTestFinished(() => plane.close())
  domains.script.port = plane.ports.opensearch
  clusters.script.port = plane.ports.neptune
  aws.after('DescribeDomain', () => names.write())
  aws.after('DescribeDBClusters', () => names.write())
  // The engine outlives its domains and clusters, and what was in them must not.
  aws.after('DeleteDomain', () => emptyDomain(options.engines.opensearch))
  aws.after('DeleteDBCluster', () => emptyGraphs(options.engines.gremlin.address, [0]))
  // Nobody answers there, as behind many a firewall.
  const resolvers = join(folder, 'resolv.conf')
  await writeFile(resolvers, 'nameserver 127.0.0.1\n')
  const authority = join(folder, 'authority.pem')
  await writeFile(authority, plane.authority)
  const { accessKeyId, secretAccessKey, sessionToken = '' } = aws.credentials
  return {
    aws,
    domains,
    clusters,
    network,
    iam,
    requests: plane.requests,
    env: {
      AWS_FIXTURES_TARGET: 'aws',
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      NODE_EXTRA_CA_CERTS: authority,
      // Nobody asks the internet for it.
      AWS_FIXTURES_CHECK_IP_URL: await openCheckIp(),
      XDG_STATE_HOME: join(folder, 'state'),
    },
    machine: `mount --bind '${hosts.file}' /etc/hosts\nmount --bind '${resolvers}' /etc/resolv.conf`,
    running: () => [
      ...domains.running.map((name) => `domain ${name}`),
      ...clusters.clusters.filter(({ engine }) => engine === 'neptune').map(({ id }) => `cluster ${id}`),
      ...clusters.instances.filter(({ engine }) => engine === 'neptune').map(({ id }) => `instance ${id}`),
    ],
    contents: async () => ({
      indices: await indicesOf(options.engines.opensearch),
      vertices: Number(
        await askGremlin(options.engines.gremlin.address, 'g0.V().count().next()', AbortSignal.timeout(10_000)),
      ),
    }),
    async addTheirs() {
      const domain = domains.add({ DomainName: 'orders-live', EngineVersion: 'OpenSearch_2.19' })
      const cluster = clusters.putCluster({ id: 'routes-live' })
      clusters.putInstance({ id: 'routes-live-1', clusterId: cluster.id })
      names.write()
      const url = (service: Service) => `https://${names.of(service)[0]}`
      return {
        opensearch: { name: domain.name, url: url('opensearch') },
        neptune: { name: cluster.id, url: url('neptune') },
      }
    },
    ledgers: join(folder, 'state', 'vitest-aws-fixtures', 'ledgers'),
  }
}

/** The host names of what is there, in a file that is the run's /etc/hosts: its system resolves them, and no server. */
class Names {
  readonly #domains: SimulatedOpenSearch
  readonly #clusters: SimulatedNeptune
  readonly #hosts: HostsFile

  constructor(domains: SimulatedOpenSearch, clusters: SimulatedNeptune, hosts: HostsFile) {
    this.#domains = domains
    this.#clusters = clusters
    this.#hosts = hosts
  }

  of(service: Service): readonly string[] {
    return service === 'opensearch' ? this.#ofDomains() : this.#ofClusters()
  }

  write(): void {
    this.#hosts.show([...this.of('opensearch'), ...this.of('neptune')].map((host) => host.split(':')[0]!))
  }

  #ofDomains(): readonly string[] {
    return this.#domains.running.flatMap((name) => {
      const { Endpoint } = this.#domains.domain(name)?.status(systemClock.now()) ?? {}
      return Endpoint ? [Endpoint] : []
    })
  }

  #ofClusters(): readonly string[] {
    const { account, region, script } = this.#clusters
    return this.#clusters.clusters.map(
      ({ id }) => `${id}.cluster-${accountHash(account, region)}.${region}.neptune.amazonaws.com:${script.port}`,
    )
  }
}

/** The engine's indices, its own ones apart. */
async function indicesOf({ port, headers }: RunningEngine): Promise<readonly string[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/_cat/indices?format=json&expand_wildcards=all`, {
    headers,
  })
  const listed = (await answer.json()) as { index: string }[]
  return listed.map(({ index }) => index).filter((index) => !index.startsWith('.'))
}

async function emptyDomain(engine: RunningEngine): Promise<void> {
  const { port, headers } = engine
  const names = await indicesOf(engine)
  if (names.length > 0) await fetch(`http://127.0.0.1:${port}/${names.join(',')}`, { method: 'DELETE', headers })
}
