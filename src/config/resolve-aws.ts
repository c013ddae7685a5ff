import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClusterSpec } from '../aws/cluster/spec.ts'
import type { DomainSpec } from '../aws/domain/spec.ts'
import { estimateCluster, estimateDomain } from '../aws/estimate.ts'
import type { PriceList } from '../aws/facts/prices.ts'
import { DEFAULT_OPENSEARCH } from '../engines/releases/engine-releases.ts'
import type { AwsOption } from './aws-schema.ts'
import type { Wanted } from './resolved-options.ts'

type DomainOptions = NonNullable<AwsOption['opensearch']>
type ClusterOptions = NonNullable<AwsOption['neptune']>

/** What is the same for both services. */
interface Beside {
  readonly tags: AwsOption['tags']
  readonly prices: PriceList
}

/** What the option says of OpenSearch, with its defaults. */
export function wantedDomain(
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
export function wantedCluster(
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

/** Services whose names are like those of ours, by the address: what they are, and what to do. */
const otherServices: readonly (readonly [address: RegExp, issue: string])[] = [
  [
    /\.aoss\.amazonaws\.com/,
    'it is a collection of OpenSearch Serverless, which this package does not support; give a domain of Amazon OpenSearch Service, or use target local.',
  ],
  [
    /\.neptune-graph\.(amazonaws\.com|on\.aws)|^[^/]+\/\/neptune-graph\./,
    'it is a graph of Neptune Analytics, which speaks no Gremlin; give a cluster of Amazon Neptune, or use target local.',
  ],
]

/** Addresses of services that this package does not know, an issue each: nothing there would answer as it should. */
export function checkAddresses({ opensearch, neptune }: AwsOption): string[] {
  const addresses = { 'aws.opensearch.endpoint': opensearch?.endpoint, 'aws.neptune.endpoint': neptune?.endpoint }
  return Object.entries(addresses).flatMap(([path, address = '']) => {
    const other = otherServices.find(([known]) => known.test(address))
    return other ? [`${path}: ${other[1]}`] : []
  })
}

/** Addresses that say themselves that they are in another region, where every signature would be refused. */
export function checkRegions({ opensearch, neptune }: AwsOption, region: string): string[] {
  const addresses = { 'aws.opensearch.endpoint': opensearch?.endpoint, 'aws.neptune.endpoint': neptune?.endpoint }
  return Object.entries(addresses).flatMap(([path, address]) => {
    const host = address && new URL(address).hostname
    const named = host && /\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:es|neptune|aos)\.(?:amazonaws|on\.aws)/.exec(host)?.[1]
    return named && named !== region ? [`${path}: it is in ${named}, and the region is ${region}.`] : []
  })
}

/** What exclude each other in the option, an issue each. */
export function checkWays(aws: AwsOption): string[] {
  return [
    ...excluding('aws.opensearch', aws.opensearch, ['endpoint', 'domainName'], ['principals', 'accessPolicy']),
    ...excluding('aws.neptune', aws.neptune, ['endpoint', 'clusterIdentifier'], ['serverless', 'instanceClass']),
  ]
}

function excluding<Options extends object>(
  path: string,
  given: Options | undefined,
  ...groups: readonly (keyof Options & string)[][]
): string[] {
  return groups.flatMap((keys) => {
    const both = keys.filter((key) => given?.[key] !== undefined)
    return both.length > 1 ? [`${path}: '${both.join("' and '")}' exclude each other; keep one.`] : []
  })
}

/** The project's name, where its package.json gives one; else that of its folder. */
export function projectName(root: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name?: unknown }
    if (typeof name === 'string' && name !== '') return name
  } catch {
    // A project need not have one, nor one that can be read.
  }
  return root.split(/[\\/]/).findLast((part) => part !== '') ?? 'tests'
}
