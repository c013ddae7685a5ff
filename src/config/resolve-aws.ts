import { homedir } from 'node:os'
import { isAbsolute, join, resolve as resolvePath } from 'node:path'
import type { ClusterSpec } from '../aws/cluster/spec.ts'
import type { DomainSpec } from '../aws/domain/spec.ts'
import type { PriceList } from '../aws/facts/prices.ts'
import { estimateCluster, estimateDomain, priceList } from '../aws/facts/prices.ts'
import type { OverInternet } from '../aws/permissions/grant.ts'
import { DEFAULT_OPENSEARCH } from '../engines/releases/engine-releases.ts'
import type { AwsOption } from './aws-schema.ts'
import type { Common } from './common-options.ts'
import { ofService, orDefaults } from './common-options.ts'
import { projectName, projectOf } from './project-of.ts'
import type { AwsOptions, Wanted } from './resolved-options.ts'
import type { ParsedOptions } from './schema.ts'
import type { OpenTunnel, TunnelEnd } from './tunnel-end.ts'

/** Target `aws`. */
export function awsTarget(given: ParsedOptions, common: Common, env: NodeJS.ProcessEnv): AwsOptions {
  const { aws = {} } = given
  const opensearch = orDefaults(given.opensearch)
  const neptune = orDefaults(given.neptune)
  const { domain, cluster } = wantedResources(given, env)
  return {
    target: 'aws',
    region: regionOf(given, env) ?? '',
    ...common,
    ...(opensearch &&
      domain && {
        opensearch: {
          wanted: domain,
          ...wayTo(opensearch, aws.opensearch),
          ...ofService(opensearch, common),
          ...(opensearch.index && { index: opensearch.index }),
        },
      }),
    ...(neptune &&
      cluster && {
        neptune: {
          wanted: cluster,
          afterRun: aws.neptune?.afterRun ?? 'keep',
          ...overInternet(aws, cluster, env),
          ...wayTo(neptune, aws.neptune),
          ...ofService(neptune, common),
        },
      }),
    ...credentialsWay(aws),
    simulatePolicy: aws.simulatePolicy ?? false,
    reuse: given.reuse ?? false,
    allowedAccounts: aws.allowedAccounts ?? [],
    ...(aws.allowedRegions && { allowedRegions: aws.allowedRegions }),
    ttlMinutes: aws.ttlMinutes ?? 240,
    name: aws.name ?? projectName(common.root),
    project: projectOf(common.root, aws.name ?? projectName(common.root), aws.sharedAs),
    createTimeoutMs: aws.createTimeoutMs ?? 90 * 60_000,
    deleteTimeoutMs: aws.deleteTimeoutMs ?? 45 * 60_000,
    ledgerDirectory: resolvePath(common.root, aws.ledgerDirectory ?? join(defaultStateDirectory(env), 'ledgers')),
  }
}

/** The region of target `aws`; `undefined`: nobody has said one. */
export const regionOf = ({ region }: ParsedOptions, env: NodeJS.ProcessEnv): string | undefined =>
  region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined)

/** What the options ask for on AWS, with every default, and what it costs. */
export function wantedResources(given: ParsedOptions, env: NodeJS.ProcessEnv) {
  const { opensearch, neptune, aws = {} } = given
  const beside = { tags: aws.tags, prices: priceList(regionOf(given, env) ?? '', aws.pricesPerHour) }
  return {
    domain: opensearch && wantedDomain(aws.opensearch ?? {}, orDefaults(opensearch)?.engineVersion, beside),
    cluster: neptune && wantedCluster(aws.neptune ?? {}, orDefaults(neptune)?.engineVersion, beside),
  }
}

type DomainOptions = NonNullable<AwsOption['opensearch']>
type ClusterOptions = NonNullable<AwsOption['neptune']>

/** What is the same for both services. */
interface Beside {
  readonly tags: AwsOption['tags']
  readonly prices: PriceList
}

/** What the option says of OpenSearch, with its defaults. */
function wantedDomain(
  given: DomainOptions,
  engineVersion: string | undefined,
  { tags, prices }: Beside,
): Wanted<DomainSpec> {
  if (given.endpoint) return { endpoint: given.endpoint }
  if (given.domainName) return { id: given.domainName }
  const { vpc, accessPolicy, principals } = given
  const spec: DomainSpec = {
    engineVersion: engineVersion ?? DEFAULT_OPENSEARCH,
    instanceType: given.instanceType ?? 't3.small.search',
    instanceCount: given.instanceCount ?? 1,
    volumeGb: given.volumeGb ?? 10,
    access: accessPolicy ? { policy: accessPolicy } : principals ? { principals } : 'account',
    ...(vpc && { vpc: { subnetIds: vpc.subnetIds, securityGroupIds: vpc.securityGroupIds ?? [] } }),
    tags: tags ?? {},
  }
  return { spec, cost: estimateDomain(spec, prices) }
}

/** What the option says of Neptune, with its defaults. */
function wantedCluster(
  given: ClusterOptions,
  engineVersion: string | undefined,
  { tags, prices }: Beside,
): Wanted<ClusterSpec> {
  if (given.endpoint) return { endpoint: withNeptunePort(given.endpoint) }
  // AWS stores it so, whatever was asked for.
  if (given.clusterIdentifier) return { id: given.clusterIdentifier.toLowerCase() }
  const { serverless, subnetGroup } = given
  const spec: ClusterSpec = {
    ...(engineVersion && { engineVersion }),
    capacity: serverless
      ? { minNcu: serverless.minNcu ?? 1, maxNcu: serverless.maxNcu }
      : { instanceClass: given.instanceClass ?? 'db.t3.medium' },
    ...(subnetGroup && { subnetGroup }),
    securityGroupIds: given.securityGroupIds ?? [],
    publiclyAccessible: given.publiclyAccessible ?? false,
    tags: tags ?? {},
  }
  return { spec, cost: estimateCluster(spec, prices) }
}

/** An address without a port is Neptune's usual one, and not that of https: it is what AWS shows as the endpoint. */
function withNeptunePort(address: string): string {
  const url = new URL(address)
  if (!url.port && !/^https:\/\/[^/]+:443\b/.test(address)) url.port = '8182'
  return url.href
}

/** Run by AWS for this, and what its own examples ask. */
const CHECK_IP_URL = 'https://checkip.amazonaws.com'

/**
 * Whether a cluster that is made is to be reached over the internet: it is public, and nobody has said another way. The
 * address that tells a machine its own is another's where AWS_FIXTURES_CHECK_IP_URL says so: for networks that let out
 * to no other.
 */
function overInternet(
  { insideVpc, neptune }: AwsOption,
  cluster: Wanted<ClusterSpec>,
  { AWS_FIXTURES_CHECK_IP_URL }: NodeJS.ProcessEnv,
): { readonly overInternet?: OverInternet } {
  if (!('spec' in cluster) || !cluster.spec.publiclyAccessible || insideVpc || neptune?.tunnel) return {}
  return {
    overInternet: {
      ...(neptune?.clientAddress && { clientAddress: neptune.clientAddress }),
      checkIpUrl: AWS_FIXTURES_CHECK_IP_URL || CHECK_IP_URL,
    },
  }
}

/** The way to one service. */
function wayTo({ port }: { readonly port?: number | undefined }, { tunnel }: Tunnelled = {}) {
  return { port: port ?? 0, ...(tunnel && { tunnel }) }
}

interface Tunnelled {
  readonly tunnel?: TunnelEnd | OpenTunnel | undefined
}

/** Whose credentials sign, and where. A tunnel needs a bridge, and workers sign for both services in one way. */
function credentialsWay({ assumeRole: role, bridge, opensearch, neptune }: AwsOption) {
  return {
    ...(role && { assumeRole: typeof role === 'string' ? { roleArn: role } : role }),
    bridge: bridge === true || hasTunnel({ opensearch, neptune }),
  }
}

export const hasTunnel = ({ opensearch, neptune }: Pick<AwsOption, 'opensearch' | 'neptune'>): boolean =>
  [opensearch, neptune].some((service) => service?.tunnel !== undefined)

/** Where programs keep what has to outlast them, by the customs of the platform, and our folder in it. */
function defaultStateDirectory(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  return join(userState(env, platform), 'vitest-aws-fixtures')
}

function userState(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (env.XDG_STATE_HOME && isAbsolute(env.XDG_STATE_HOME)) return env.XDG_STATE_HOME
  const home = env.HOME || homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  if (platform === 'win32') return env.LOCALAPPDATA ?? join(home, 'AppData', 'Local')
  return join(home, '.local', 'state')
}
