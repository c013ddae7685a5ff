import { ProvisionError } from '../../errors/errors.ts'
import { isNamed } from './calls.ts'
import type { ClusterSpec } from './spec.ts'

/** What to do about a refusal, by its name; every quota is shared with Amazon RDS. */
const advice: Readonly<Record<string, (spec: ClusterSpec) => string>> = {
  InsufficientDBInstanceCapacityFault: () =>
    'Choose another aws.neptune.instanceClass, or a subnet group in other Availability Zones, or try again later.',
  InsufficientStorageClusterCapacityFault: () =>
    'Choose a subnet group in other Availability Zones, or try again later.',
  DBClusterQuotaExceededFault: () =>
    'Delete clusters, or have the quota raised: Amazon RDS, Neptune and DocumentDB share it.',
  InstanceQuotaExceededFault: () =>
    'Delete instances, or have the quota raised: Amazon RDS, Neptune and DocumentDB share it.',
  StorageQuotaExceededFault: () => 'Delete databases, or have the quota raised: Amazon RDS and Neptune share it.',
  DBSubnetGroupNotFoundFault: ({ subnetGroup }) =>
    subnetGroup === undefined
      ? "Make a DB subnet group and name it in aws.neptune.subnetGroup: the account has none named 'default' here."
      : 'Correct aws.neptune.subnetGroup.',
  DBSubnetGroupDoesNotCoverEnoughAZs: () =>
    'Name a subnet group in aws.neptune.subnetGroup that has subnets in at least two Availability Zones.',
  InvalidVPCNetworkStateFault: () => 'Name another subnet group in aws.neptune.subnetGroup.',
  InvalidSubnet: () => 'Name another subnet group in aws.neptune.subnetGroup.',
  KMSKeyNotAccessibleFault: () => 'Let this identity use the account’s key for Amazon RDS (alias aws/rds).',
}

/** An account's first cluster: AWS says so under the name of any other wrong parameter. */
const NEEDS_ROLE = /service.?linked.?roles?/i
const MAKE_ROLE =
  'The service needs its role, made once in an account: aws iam create-service-linked-role --aws-service-name rds.amazonaws.com'

/** The error for a creation that AWS refuses, with what to do about it; any other error as it is. */
export function explainRefusal(error: unknown, what: string, id: string, spec: ClusterSpec): unknown {
  const { name = '', message = '' } = (error ?? {}) as Partial<Error>
  const advised = Object.keys(advice).find((each) => isNamed(error, each))
  const needsRole = name === 'InvalidParameterValue' && NEEDS_ROLE.test(message)
  if (advised === undefined && !needsRole) return error
  const remedy = advised === undefined ? MAKE_ROLE : advice[advised]!(spec)
  return new ProvisionError([`${what} could not be created.`, `${name}: ${message}`, remedy], {
    resource: id,
    cause: error,
  })
}
