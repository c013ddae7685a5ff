import { checkClusterSpec } from '../aws/cluster/check.ts'
import { writerOf } from '../aws/cluster/reader-endpoint.ts'
import { checkDomainSpec } from '../aws/domain/check.ts'
import { resourceName } from '../resource/resource-name.ts'
import type { AwsOption } from './aws-schema.ts'
import { orDefaults } from './common-options.ts'
import { checkGuardrails, type WantedResources } from './guardrails.ts'
import { isolationLevel } from './isolation-levels.ts'
import * as messages from './messages.ts'
import { hasTunnel, regionOf, wantedResources } from './resolve-aws.ts'
import type { Wanted } from './resolved-options.ts'
import type { ParsedOptions } from './schema.ts'

/** One issue for each option that target `aws` lacks or refuses. Makes no call to AWS. */
export function checkAws(given: ParsedOptions, env: NodeJS.ProcessEnv): string[] {
  const { aws = {} } = given
  const region = regionOf(given, env)
  const regions = region ? checkRegions(aws, region) : [messages.noRegion()]
  const wanted = wantedResources(given, env)
  const guarded = checkGuardrails(aws, region ?? 'your region', wanted)
  return [
    ...(isolationLevel(given.isolation).indices === 'views' ? [messages.viewsOnAws()] : []),
    ...regions,
    ...checkAddresses(aws),
    ...checkWays(aws),
    ...checkBridge(aws),
    ...checkSpecs(given, wanted),
    ...guarded,
  ]
}

/** Options that AWS would reject, or that a run could not use; AWS reports some of them only after minutes. */
function checkSpecs({ neptune, isolation, aws = {} }: ParsedOptions, { domain, cluster }: WantedResources): string[] {
  const writesGraph = isolation !== 'partition' || orDefaults(neptune)?.dataset !== undefined
  const name = resourceName({ project: aws.name ?? '', key: '000000', generation: 1 })
  return [
    ...(domain && 'spec' in domain ? checkDomainSpec(domain.spec, name) : []),
    ...(cluster && 'spec' in cluster ? checkClusterSpec(cluster.spec, name) : []),
    ...checkReach({ domain, cluster, writesGraph }, aws),
  ]
}

/** Services with similar names, by their addresses: what they are, and what to do. */
const otherServices: readonly (readonly [address: RegExp, issue: (path: string) => string])[] = [
  [/\.aoss\.amazonaws\.com/, messages.serverless],
  [/\.neptune-graph\.(amazonaws\.com|on\.aws)|^[^/]+\/\/neptune-graph\./, messages.analytics],
]

/** One issue for each address of a service that this package does not support. */
function checkAddresses({ opensearch, neptune }: AwsOption): string[] {
  const addresses = { 'aws.opensearch.endpoint': opensearch?.endpoint, 'aws.neptune.endpoint': neptune?.endpoint }
  return Object.entries(addresses).flatMap(([path, address = '']) => {
    const other = otherServices.find(([known]) => known.test(address))
    return other ? [other[1](path)] : []
  })
}

/** One issue for each address whose host names another region, where every signature would be rejected. */
function checkRegions({ opensearch, neptune }: AwsOption, region: string): string[] {
  const addresses = { 'aws.opensearch.endpoint': opensearch?.endpoint, 'aws.neptune.endpoint': neptune?.endpoint }
  return Object.entries(addresses).flatMap(([path, address]) => {
    const host = address && new URL(address).hostname
    const named = host && /\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:es|neptune|aos)\.(?:amazonaws|on\.aws)/.exec(host)?.[1]
    return named && named !== region ? [messages.otherRegion(path, named, region)] : []
  })
}

/** One issue for each pair of options that exclude each other. */
function checkWays(aws: AwsOption): string[] {
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
    return both.length > 1 ? [messages.excluding(path, both)] : []
  })
}

/** A tunnel needs a bridge: only a request that is signed again has the right host behind a tunnel. */
function checkBridge(aws: AwsOption): string[] {
  if (aws.bridge !== false || !hasTunnel(aws)) return []
  return [messages.tunnelWithoutBridge()]
}

interface ToReach {
  readonly domain: Wanted<{ readonly vpc?: object }> | undefined
  readonly cluster: Wanted<{ readonly publiclyAccessible: boolean }> | undefined
  /** Whether the run itself writes into the graph, whatever its tests do. */
  readonly writesGraph: boolean
}

/**
 * One issue for each resource that the run could not reach, or could not write to. A resource in a VPC can be reached from
 * inside that VPC only. Without this check the run would notice that only after it has waited and paid.
 */
function checkReach({ domain, cluster, writesGraph }: ToReach, aws: AwsOption): string[] {
  const isInside = aws.insideVpc === true
  const domainInVpc = domain && 'spec' in domain && domain.spec.vpc !== undefined
  const clusterInVpc = cluster && 'spec' in cluster && !cluster.spec.publiclyAccessible
  const writer = writesGraph && cluster && 'endpoint' in cluster ? writerOf(new URL(cluster.endpoint).host) : undefined
  return [
    ...(domainInVpc && !isInside && !aws.opensearch?.tunnel ? [messages.domainInVpc()] : []),
    ...(clusterInVpc && !isInside && !aws.neptune?.tunnel ? [messages.clusterInVpc()] : []),
    ...(writer ? [messages.readerEndpoint(writer)] : []),
  ]
}
