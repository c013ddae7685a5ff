import { denied, refused } from '../../support/aws-simulator/fault.ts'
import { type FailedStart, graph, search } from './failed-start.ts'

const MINUTE = 60_000
const creation = {
  code: 'AWS_FIXTURE_PROVISION',
  withinMs: 30_000,
  isUndone: true as const,
}

/** What AWS says only of the creation itself. */
export const byCreation: readonly FailedStart[] = [
  {
    ...creation,
    title: 'may not CreateDomain',
    code: 'AWS_FIXTURE_PERMISSION',
    options: search(),
    arrange: ({ aws }) => aws.fault('CreateDomain', denied()),
  },
  {
    ...creation,
    title: 'may not CreateDBCluster',
    code: 'AWS_FIXTURE_PERMISSION',
    options: graph(),
    arrange: ({ aws }) => aws.fault('CreateDBCluster', denied()),
  },
  {
    ...creation,
    title: 'may not CreateDBInstance',
    code: 'AWS_FIXTURE_PERMISSION',
    options: graph(),
    arrange: ({ aws }) => aws.fault('CreateDBInstance', denied()),
  },
  {
    ...creation,
    title: 'quota of domains reached',
    options: search(),
    arrange({ domains }) {
      domains.script.quota = 1
    },
  },
  {
    ...creation,
    title: 'quota of clusters reached',
    options: graph(),
    arrange({ clusters }) {
      clusters.script.clusterQuota = 1
    },
  },
  {
    ...creation,
    title: 'instance type not offered there',
    code: 'AWS_FIXTURE_CONFIG',
    options: search({ instanceType: 'r9.large.search' }),
    arrange: ({ aws }) =>
      aws.fault('CreateDomain', refused('InvalidTypeException', 'Invalid instance type: r9.large.search', 409)),
  },
  {
    ...creation,
    title: 'class not offered there',
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
    title: 'no capacity for the class',
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
    title: 'subnet group not there',
    options: graph({ subnetGroup: 'nowhere' }),
  },
  {
    ...creation,
    title: 'subnet group in one zone only',
    options: graph({ subnetGroup: 'narrow' }),
    arrange({ clusters }) {
      clusters.script.subnetGroups = { default: 3, narrow: 1 }
    },
  },
  {
    ...creation,
    title: 'service-linked role of OpenSearch missing',
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
    title: 'service-linked role of Neptune missing',
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
    title: "name taken by a stranger's domain",
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
    title: "name taken by a stranger's cluster",
    code: 'AWS_FIXTURE_OWNERSHIP',
    options: graph(),
    arrange: ({ aws, clusters }) =>
      aws.before('CreateDBCluster', ({ input }) => void clusters.putCluster({ id: String(input.DBClusterIdentifier) })),
  },
  {
    ...creation,
    title: 'domain comes to nothing after 12 minutes',
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
    title: 'instance comes to nothing after 6 minutes',
    code: 'AWS_FIXTURE_UNEXPECTED_STATE',
    options: graph(),
    arrange({ clusters }) {
      clusters.script.instanceRest = 'incompatible-network'
    },
    withinMs: 12 * MINUTE,
  },
  {
    ...creation,
    title: 'domain not ready in createTimeoutMs',
    code: 'AWS_FIXTURE_WAIT_TIMEOUT',
    options: search({}, { createTimeoutMs: 5 * MINUTE }),
    withinMs: 5 * MINUTE + 1_000,
  },
]
