import { denied, refused } from '../../support/aws-simulator/fault.ts'
import { OPEN_GROUP } from '../../support/aws-simulator/simulated-ec2.ts'
import { both, type FailedStart, graph, IDENTITY } from './failed-start.ts'

const permission = { code: 'AWS_FIXTURE_PERMISSION', options: both(), withinMs: 1_000 }
const POLICY_COMMAND = "'npx vitest-aws-fixtures policy'"
const domain = 'arn:aws:es:eu-west-1:111122223333:domain/'
const [cluster, instance] = ['arn:aws:rds:eu-west-1:111122223333:cluster:', 'arn:aws:rds:eu-west-1:111122223333:db:']
const [ourDomain, ourCluster] = [`${domain}vaf-orders-UNUSED`, `${cluster}vaf-orders-UNUSED`]
const ourInstance = `${instance}vaf-orders-UNUSED-1`

/** A start without one action; `targets` are the ARNs for which AWS denies it. */
const lacks = (action: string, ...targets: readonly string[]): FailedStart => ({
  ...permission,
  wrong: `the identity may not call ${action}`,
  arrange: ({ aws }) => aws.fault(action.split(':')[1]!, denied()),
  told: [IDENTITY, ...targets.map((target) => `- ${action} on ${target}`), POLICY_COMMAND],
})

const reach = {
  code: 'AWS_FIXTURE_REACHABILITY',
  options: graph({ publiclyAccessible: true, securityGroupIds: [OPEN_GROUP] }, { insideVpc: false }),
  withinMs: 2_000,
}
const otherWays = ['203.0.113.7/32', 'aws.neptune.clientAddress', 'aws.neptune.tunnel', 'aws.insideVpc: true']

/** Permissions that the identity lacks, and a network in which this machine would not reach the cluster. */
export const byPermission: readonly FailedStart[] = [
  lacks('es:DescribeDomain', ourDomain),
  lacks('es:DescribeDomainConfig', ourDomain),
  lacks('es:DeleteDomain', ourDomain),
  lacks('es:AddTags', ourDomain),
  lacks('es:ListTags', `${domain}vaf-UNUSED`),
  lacks('es:ListDomainNames', '*'),
  lacks('rds:DescribeDBClusters', `${cluster}*`),
  lacks('rds:DescribeDBInstances', `${instance}*`),
  lacks('rds:DeleteDBCluster', ourCluster),
  lacks('rds:DeleteDBInstance', ourInstance),
  lacks('rds:ModifyDBCluster', ourCluster),
  lacks('rds:StartDBCluster', ourCluster),
  lacks('rds:AddTagsToResource', ourCluster, ourInstance),
  lacks('rds:ListTagsForResource', `${cluster}vaf-UNUSED`, `${instance}vaf-UNUSED-1`),
  {
    ...permission,
    wrong: 'the identity may delete nothing at all',
    arrange({ aws }) {
      for (const operation of ['DeleteDomain', 'DeleteDBCluster', 'DeleteDBInstance']) aws.fault(operation, denied())
    },
    told: [
      ...[IDENTITY, `- es:DeleteDomain on ${ourDomain}`, `- rds:DeleteDBInstance on ${ourInstance}`],
      ...[`- rds:DeleteDBCluster on ${ourCluster}`, POLICY_COMMAND],
    ],
  },
  {
    ...permission,
    wrong: "the organisation's policy denies the deletion",
    arrange: ({ aws }) =>
      aws.fault(
        'DeleteDomain',
        refused(
          'AccessDeniedException',
          `User: ${IDENTITY} is not authorized to perform: es:DeleteDomain with an explicit deny in a service control policy`,
          403,
          Infinity,
        ),
      ),
    told: [IDENTITY, `- es:DeleteDomain on ${ourDomain}`, 'service control policy'],
  },
  {
    ...reach,
    wrong: 'the security group does not let this machine in',
    arrange({ network }) {
      network.group(OPEN_GROUP).rules = []
    },
    told: [
      `aws ec2 authorize-security-group-ingress --region eu-west-1 --group-id ${OPEN_GROUP} --protocol tcp --port 8182 --cidr 203.0.113.7/32`,
      ...otherWays,
    ],
  },
  {
    ...reach,
    wrong: 'the subnets have no internet gateway',
    arrange({ network }) {
      network.tables[0]!.routes = []
    },
    told: [
      ...['1', '2', '3'].map((at) => `subnet-default-${at}`),
      'aws ec2 create-route --region eu-west-1 --route-table-id rtb-main --destination-cidr-block 0.0.0.0/0 --gateway-id <internet gateway of vpc-0routes>',
      ...otherWays,
    ],
  },
  {
    ...reach,
    wrong: 'the VPC has DNS hostnames turned off',
    arrange({ network }) {
      network.dns = { enableDnsSupport: true, enableDnsHostnames: false }
    },
    told: ['aws ec2 modify-vpc-attribute --region eu-west-1 --vpc-id vpc-0routes --enable-dns-hostnames', ...otherWays],
  },
]
