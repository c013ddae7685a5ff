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

/** Resolves the options of target `aws`. */
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

/** The region of target `aws`; `undefined`: no region is given. */
export const regionOf = ({ region }: ParsedOptions, env: NodeJS.ProcessEnv): string | undefined =>
  region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined)

/** The resources that the options ask for on AWS, with every default, and their cost. */
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

/** The fields that are the same for both services. */
interface Beside {
  readonly tags: AwsOption['tags']
  readonly prices: PriceList
}

/** The options of OpenSearch, with their defaults. */
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

/** The options of Neptune, with their defaults. */
function wantedCluster(
  given: ClusterOptions,
  engineVersion: string | undefined,
  { tags, prices }: Beside,
): Wanted<ClusterSpec> {
  if (given.endpoint) return { endpoint: withNeptunePort(given.endpoint) }
  // AWS stores the name in lower case.
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

/** An address without a port gets Neptune's default port and not that of https, because AWS shows endpoints without the port. */
function withNeptunePort(address: string): string {
  const url = new URL(address)
  if (!url.port && !/^https:\/\/[^/]+:443\b/.test(address)) url.port = '8182'
  return url.href
}

/** AWS runs this service to tell clients their address, and its own examples use it. */
const CHECK_IP_URL = 'https://checkip.amazonaws.com'

/**
 * How a created cluster is reached over the internet; `undefined` where it is not public, or the options give another way.
 * AWS_FIXTURES_CHECK_IP_URL names another URL that answers with this machine's address, for networks that allow connections to
 * that URL only.
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

/** How one service is reached. */
function wayTo({ port }: { readonly port?: number | undefined }, { tunnel }: Tunnelled = {}) {
  return { port: port ?? 0, ...(tunnel && { tunnel }) }
}

interface Tunnelled {
  readonly tunnel?: TunnelEnd | OpenTunnel | undefined
}

/** Which credentials sign, and in which process. A tunnel needs a bridge, and workers sign for both services in the same way. */
function credentialsWay({ assumeRole: role, bridge, opensearch, neptune }: AwsOption) {
  return {
    ...(role && { assumeRole: typeof role === 'string' ? { roleArn: role } : role }),
    bridge: bridge === true || hasTunnel({ opensearch, neptune }),
  }
}

export const hasTunnel = ({ opensearch, neptune }: Pick<AwsOption, 'opensearch' | 'neptune'>): boolean =>
  [opensearch, neptune].some((service) => service?.tunnel !== undefined)

/** Our folder in the place where programs keep their state, by the conventions of the platform. */
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
