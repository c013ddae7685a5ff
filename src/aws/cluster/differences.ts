import * as messages from './messages.ts'
import type { ClusterSpec } from './spec.ts'
import type { ClusterSeen } from './state.ts'

/** The differences between a cluster and its spec, a line each. A setting that the spec leaves open or AWS does not tell is none. */
export function clusterDifferences({ cluster, instances }: ClusterSeen, spec: ClusterSpec): string[] {
  const { engineVersion, subnetGroup, securityGroupIds, publiclyAccessible, capacity } = spec
  const [instance] = instances
  const isServerless = 'maxNcu' in capacity
  const limits = cluster?.ServerlessV2ScalingConfiguration
  const groups = cluster?.VpcSecurityGroups?.flatMap(({ VpcSecurityGroupId: id }) => (id ? [id] : []))
  return [
    difference('engineVersion', cluster?.EngineVersion, engineVersion),
    difference(
      'aws.neptune.instanceClass',
      instance?.DBInstanceClass,
      isServerless ? 'db.serverless' : capacity.instanceClass,
    ),
    ...(isServerless
      ? [
          difference('aws.neptune.serverless.minNcu', limits?.MinCapacity, capacity.minNcu),
          difference('aws.neptune.serverless.maxNcu', limits?.MaxCapacity, capacity.maxNcu),
        ]
      : []),
    difference('aws.neptune.subnetGroup', cluster?.DBSubnetGroup, subnetGroup),
    difference(
      'aws.neptune.securityGroupIds',
      groups && listed(groups),
      securityGroupIds.length > 0 ? listed(securityGroupIds) : undefined,
    ),
    difference('aws.neptune.publiclyAccessible', instance?.PubliclyAccessible, publiclyAccessible),
    difference('IAM authentication', cluster?.IAMDatabaseAuthenticationEnabled, true),
  ].filter((line) => line !== undefined)
}

const listed = (ids: readonly string[]) => [...ids].sort().join(', ')

function difference<T>(what: string, is: T | undefined, wanted: T | undefined): string | undefined {
  if (is === undefined || wanted === undefined || is === wanted) return undefined
  return messages.differs(what, is, wanted)
}
