import type { ClusterSpec } from '../aws/cluster/spec.ts'
import type { DomainSpec } from '../aws/domain/spec.ts'
import type { Cost } from '../report/cost.ts'
import { costOfAnHour } from '../report/messages.ts'
import type { AwsOption } from './aws-schema.ts'
import * as messages from './messages.ts'
import type { Wanted } from './resolved-options.ts'

/** The resources that the options ask for. */
export interface WantedResources {
  readonly domain?: Wanted<DomainSpec> | undefined
  readonly cluster?: Wanted<ClusterSpec> | undefined
}

/** One issue for each resource beyond a limit of the options. Existing resources of the user are not checked. */
export function checkGuardrails(aws: AwsOption, region: string, { domain, cluster }: WantedResources): string[] {
  const asked = [domain, cluster].filter((wanted) => wanted !== undefined && 'spec' in wanted)
  return [
    ...(domain && 'spec' in domain ? checkDomain(aws, domain.spec) : []),
    ...(cluster && 'spec' in cluster ? checkCluster(aws, cluster.spec) : []),
    ...(aws.maxHourlyUsd === undefined
      ? []
      : checkCost(
          aws.maxHourlyUsd,
          region,
          asked.map(({ cost }) => cost),
        )),
  ]
}

function checkDomain({ maxNodes, ...aws }: AwsOption, { instanceType, instanceCount }: DomainSpec): string[] {
  const tooMany = maxNodes !== undefined && instanceCount > maxNodes
  return [
    ...checkType(aws, 'aws.opensearch.instanceType', instanceType),
    ...(tooMany ? [messages.tooMany('aws.opensearch.instanceCount', instanceCount, 'aws.maxNodes', maxNodes)] : []),
  ]
}

function checkCluster({ maxNcu, ...aws }: AwsOption, { capacity }: ClusterSpec): string[] {
  if ('instanceClass' in capacity) return checkType(aws, 'aws.neptune.instanceClass', capacity.instanceClass)
  const isTooMuch = maxNcu !== undefined && capacity.maxNcu > maxNcu
  return [
    ...checkType(aws, 'aws.neptune.serverless', 'db.serverless'),
    ...(isTooMuch ? [messages.tooMany('aws.neptune.serverless.maxNcu', capacity.maxNcu, 'aws.maxNcu', maxNcu)] : []),
  ]
}

function checkType({ allowedInstanceTypes }: AwsOption, path: string, type: string): string[] {
  if (!allowedInstanceTypes || allowedInstanceTypes.includes(type)) return []
  return [messages.typeNotAllowed(path, type, allowedInstanceTypes)]
}

function checkCost(maxHourlyUsd: number, region: string, costs: readonly Cost[]): string[] {
  const unpriced = costs.flatMap((cost) => ('unpriced' in cost ? [cost.unpriced] : []))
  if (unpriced.length > 0) return [messages.noPrice(unpriced, region)]
  const priced = costs.filter((cost) => 'perHourUsd' in cost)
  const perHourUsd = priced.reduce((sum, cost) => sum + cost.perHourUsd, 0)
  if (perHourUsd <= maxHourlyUsd) return []
  const all = costOfAnHour({ perHourUsd, isAtMost: priced.some(({ isAtMost }) => isAtMost), by: '' })
  return [messages.tooExpensive(all, [...new Set(priced.map(({ by }) => by))], maxHourlyUsd)]
}
