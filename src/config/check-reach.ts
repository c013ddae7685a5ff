import { writerOf } from '../aws/cluster/reader-endpoint.ts'
import type { AwsOption } from './aws-schema.ts'
import type { Wanted } from './resolved-options.ts'

interface ToReach {
  readonly domain: Wanted<{ readonly vpc?: object }> | undefined
  readonly cluster: Wanted<{ readonly publiclyAccessible: boolean }> | undefined
  /** Whether the run itself writes into the graph, whatever its tests do. */
  readonly writesGraph: boolean
}

/**
 * Whether a run will reach what it is about to make, and write to what it is given; an issue for each that it will not. What
 * is made in a VPC is reached from inside it only, and a run that finds that out by itself has waited, and paid, first.
 */
export function checkReach({ domain, cluster, writesGraph }: ToReach, aws: AwsOption): string[] {
  const isInside = aws.insideVpc === true
  const domainInVpc = domain && 'spec' in domain && domain.spec.vpc !== undefined
  const clusterInVpc = cluster && 'spec' in cluster && !cluster.spec.publiclyAccessible
  const writer = writesGraph && cluster && 'endpoint' in cluster ? writerOf(new URL(cluster.endpoint).host) : undefined
  return [
    ...(domainInVpc && !isInside && !aws.opensearch?.tunnel
      ? [
          `aws.opensearch.vpc: a domain in a VPC cannot be reached from outside of it. Leave it out, so that the domain is on the internet; ${ELSEWHERE}`,
        ]
      : []),
    ...(clusterInVpc && !isInside && !aws.neptune?.tunnel
      ? [
          `aws.neptune: a cluster is in a VPC, and cannot be reached from outside of it. Set aws.neptune.publiclyAccessible: true (engine 1.4.6.0 or later; it has IAM authentication), with securityGroupIds that let this machine's address in at port 8182; ${ELSEWHERE}`,
        ]
      : []),
    ...(writer
      ? [
          `aws.neptune.endpoint: it is the cluster's reader endpoint, and a run writes. Give the cluster's own, https://${writer}; for tests that only read, set isolation: 'partition', without a dataset.`,
        ]
      : []),
  ]
}

const ELSEWHERE =
  "set aws.insideVpc: true where the run is inside that VPC, on a runner or by a VPN; give as 'tunnel' the near end of a tunnel that leads there, or a function that opens one; or use target local."
