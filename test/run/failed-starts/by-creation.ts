import { denied, refused } from '../../support/aws-simulator/fault.ts'
import { type FailedStart, graph, IDENTITY, search } from './failed-start.ts'

const MINUTE = 60_000
const DOMAIN = 'OpenSearch domain vaf-orders-RUN-1'
const CLUSTER = 'Neptune cluster vaf-orders-RUN-1'
const creation = {
  code: 'AWS_FIXTURE_PROVISION',
  withinMs: 30_000,
  isUndone: true as const,
}

/** Faults that AWS shows only in answer to the creation itself, or later. */
export const byCreation: readonly FailedStart[] = [
  {
    ...creation,
    wrong: 'the identity may not call es:CreateDomain',
    told: [DOMAIN, IDENTITY, 'AccessDeniedException', 'es:CreateDomain'],
    code: 'AWS_FIXTURE_PERMISSION',
    options: search(),
    arrange: ({ aws }) => aws.fault('CreateDomain', denied()),
  },
  {
    ...creation,
    wrong: 'the identity may not call rds:CreateDBCluster',
    told: [CLUSTER, IDENTITY, 'AccessDenied', 'rds:CreateDBCluster'],
    code: 'AWS_FIXTURE_PERMISSION',
    options: graph(),
    arrange: ({ aws }) => aws.fault('CreateDBCluster', denied()),
  },
  {
    ...creation,
    wrong: 'the identity may not call rds:CreateDBInstance',
    told: [CLUSTER, IDENTITY, 'AccessDenied', 'rds:CreateDBInstance'],
    code: 'AWS_FIXTURE_PERMISSION',
    options: graph(),
    arrange: ({ aws }) => aws.fault('CreateDBInstance', denied()),
  },
  {
    ...creation,
    wrong: 'the account has reached its quota of domains',
    told: [DOMAIN, 'LimitExceededException', 'Service Quotas'],
    options: search(),
    arrange({ domains }) {
      domains.script.quota = 1
    },
  },
  {
    ...creation,
    wrong: 'the account has reached its quota of clusters',
    told: [CLUSTER, 'DBClusterQuotaExceededFault', 'quota'],
    options: graph(),
    arrange({ clusters }) {
      clusters.script.clusterQuota = 1
    },
  },
  {
    ...creation,
    wrong: 'the region does not offer the instance type',
    told: [DOMAIN, 'InvalidTypeException', 'r9.large.search'],
    code: 'AWS_FIXTURE_CONFIG',
    options: search({ instanceType: 'r9.large.search' }),
    arrange: ({ aws }) =>
      aws.fault('CreateDomain', refused('InvalidTypeException', 'Invalid instance type: r9.large.search', 409)),
  },
  {
    ...creation,
    wrong: 'the region does not offer the instance class',
    told: [CLUSTER, 'InvalidParameterCombination', 'db.r9.large'],
    code: 'AWS_FIXTURE_CONFIG',
    options: graph({ instanceClass: 'db.r9.large' }),
    arrange: ({ aws }) =>
      aws.fault(
        'CreateDBInstance',
        refused('InvalidParameterCombination', 'DB Instance class db.r9.large does not support neptune 1.4.6.0', 400),
      ),
  },
  {
    ...creation,
    wrong: 'AWS has no capacity for the instance class',
    told: [CLUSTER, 'InsufficientDBInstanceCapacityFault', 'aws.neptune.instanceClass'],
    options: graph(),
    arrange: ({ aws }) =>
      aws.fault(
        'CreateDBInstance',
        refused('InsufficientDBInstanceCapacity', 'Insufficient capacity for db.t3.medium.', 400, Infinity),
      ),
    withinMs: 10 * MINUTE,
  },
  {
    ...creation,
    wrong: 'the subnet group does not exist',
    told: [CLUSTER, 'DBSubnetGroupNotFoundFault', "'nowhere'", 'aws.neptune.subnetGroup'],
    options: graph({ subnetGroup: 'nowhere' }),
  },
  {
    ...creation,
    wrong: 'the subnet group is in one Availability Zone only',
    told: [CLUSTER, 'DBSubnetGroupDoesNotCoverEnoughAZs', 'aws.neptune.subnetGroup', 'Availability Zones'],
    options: graph({ subnetGroup: 'narrow' }),
    arrange({ clusters }) {
      clusters.script.subnetGroups = { default: 3, narrow: 1 }
    },
  },
  {
    ...creation,
    wrong: 'the service-linked role of OpenSearch is missing',
    told: [
      DOMAIN,
      'ValidationException',
      'aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com',
    ],
    options: search({ vpc: { subnetIds: ['subnet-0a'] } }),
    arrange: ({ aws }) =>
      aws.fault(
        'CreateDomain',
        refused(
          'ValidationException',
          'Before you can proceed, you must enable a service-linked role to give Amazon OpenSearch Service permissions to access your VPC.',
          400,
          Infinity,
        ),
      ),
    withinMs: 3 * MINUTE,
  },
  {
    ...creation,
    wrong: 'the service-linked role of Neptune is missing',
    told: [CLUSTER, 'InvalidParameterValue', 'aws iam create-service-linked-role --aws-service-name rds.amazonaws.com'],
    options: graph(),
    arrange: ({ aws }) =>
      aws.fault(
        'CreateDBCluster',
        refused(
          'InvalidParameterValue',
          'Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try again later',
          400,
          Infinity,
        ),
      ),
    withinMs: 3 * MINUTE,
  },
  {
    ...creation,
    wrong: 'a domain of somebody else has the name',
    told: [DOMAIN, "'vitest-aws-fixtures'", "'aws.name'"],
    code: 'AWS_FIXTURE_OWNERSHIP',
    options: search(),
    arrange: ({ aws, domains }) =>
      aws.before(
        'CreateDomain',
        ({ input }) => void domains.add({ DomainName: String(input.DomainName), EngineVersion: 'OpenSearch_2.19' }),
      ),
  },
  {
    ...creation,
    wrong: 'a cluster of somebody else has the name',
    told: [CLUSTER, "'vitest-aws-fixtures'", "'aws.name'"],
    code: 'AWS_FIXTURE_OWNERSHIP',
    options: graph(),
    arrange: ({ aws, clusters }) =>
      aws.before('CreateDBCluster', ({ input }) => void clusters.putCluster({ id: String(input.DBClusterIdentifier) })),
  },
  {
    ...creation,
    wrong: 'the domain fails after 12 minutes',
    told: [DOMAIN, 'failed', 'active', 'ValidationFailed', 'The KMS key is not enabled.'],
    code: 'AWS_FIXTURE_UNEXPECTED_STATE',
    options: search(),
    arrange: ({ aws, domains }) =>
      aws.after('CreateDomain', ({ input }) => {
        const domain = domains.domain(String(input.DomainName))
        if (domain)
          domain.failure = { status: 'ValidationFailed', afterMs: 12 * MINUTE, text: 'The KMS key is not enabled.' }
      }),
    withinMs: 20 * MINUTE,
  },
  {
    ...creation,
    wrong: 'the instance fails after 6 minutes',
    told: [CLUSTER, 'incompatible-network', 'available', 'vaf-orders-RUN-1-1'],
    code: 'AWS_FIXTURE_UNEXPECTED_STATE',
    options: graph(),
    arrange({ clusters }) {
      clusters.script.instanceRest = 'incompatible-network'
    },
    withinMs: 12 * MINUTE,
  },
  {
    ...creation,
    wrong: 'the domain is not ready within createTimeoutMs',
    told: [
      DOMAIN,
      'creating',
      "'aws.createTimeoutMs'",
      'aws opensearch delete-domain --domain-name vaf-orders-RUN-1 --region eu-west-1',
    ],
    code: 'AWS_FIXTURE_WAIT_TIMEOUT',
    options: search({}, { createTimeoutMs: 5 * MINUTE }),
    withinMs: 5 * MINUTE + 1_000,
  },
]
