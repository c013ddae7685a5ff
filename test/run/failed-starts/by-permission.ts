import { denied, refused } from '../../support/aws-simulator/fault.ts'
import { OPEN_GROUP } from '../../support/aws-simulator/simulated-ec2.ts'
import { both, type FailedStart, graph } from './failed-start.ts'

const permission = { code: 'AWS_FIXTURE_PERMISSION', options: both(), withinMs: 1_000 }

const lacks = (operation: string): FailedStart => ({
  ...permission,
  title: `may not ${operation}`,
  arrange: ({ aws }) => aws.fault(operation, denied()),
})

const reach = {
  code: 'AWS_FIXTURE_REACHABILITY',
  options: graph({ publiclyAccessible: true, securityGroupIds: [OPEN_GROUP] }, { insideVpc: false }),
  withinMs: 2_000,
}

/** What this identity may not do, and what this machine would not reach: asked before anything is created. */
export const byPermission: readonly FailedStart[] = [
  ...['DescribeDomain', 'DescribeDomainConfig', 'DeleteDomain', 'AddTags', 'ListTags', 'ListDomainNames'].map(lacks),
  ...['DescribeDBClusters', 'DescribeDBInstances', 'DeleteDBCluster', 'DeleteDBInstance'].map(lacks),
  ...['ModifyDBCluster', 'StartDBCluster', 'AddTagsToResource', 'ListTagsForResource'].map(lacks),
  {
    ...permission,
    title: 'may delete nothing at all',
    arrange({ aws }) {
      for (const operation of ['DeleteDomain', 'DeleteDBCluster', 'DeleteDBInstance']) aws.fault(operation, denied())
    },
  },
  {
    ...permission,
    title: "denied by the organisation's policy",
    arrange: ({ aws }) =>
      aws.fault(
        'DeleteDomain',
        refused(
          'AccessDeniedException',
          'User: arn:aws:sts::111122223333:assumed-role/developer/ci is not authorized to perform: es:DeleteDomain with an explicit deny in a service control policy',
          403,
          Infinity,
        ),
      ),
  },
  {
    ...reach,
    title: 'security group closed to this machine',
    arrange({ network }) {
      network.group(OPEN_GROUP).rules = []
    },
  },
  {
    ...reach,
    title: 'subnets without an internet gateway',
    arrange({ network }) {
      network.tables[0]!.routes = []
    },
  },
  {
    ...reach,
    title: 'VPC without DNS host names',
    arrange({ network }) {
      network.dns = { enableDnsSupport: true, enableDnsHostnames: false }
    },
  },
]
