import { expect, test } from 'vitest'
import { compressedClock } from '../../support/aws-simulator/compressed-clock.ts'
import { OPEN_GROUP, toInternet, VPC } from '../../support/aws-simulator/simulated-ec2.ts'
import { closed, letIn, problems, publicly, type ReachScenario, reachScenario, rules } from './reach-scenario.ts'

const noWay = (subnet: string, how: string, change = 'create-route') =>
  `- Subnet ${subnet} of group 'default' has no way to the internet: its route table ${how}. Take a subnet group without it, or: aws ec2 ${change} --region eu-west-1 --route-table-id ${how.split(' ')[0]} --destination-cidr-block 0.0.0.0/0 --gateway-id <internet gateway of ${VPC}>`
const nat = { to: '0.0.0.0/0', by: 'nat-0b' }
const privately = (
  subnets: readonly string[],
  routes: ReachScenario['network']['tables'][number]['routes'],
  isMain = false,
) => ({
  ...{ id: 'rtb-private', vpc: VPC, isMain, subnets, routes },
})

test('a machine that a group lets in, to subnets with an internet gateway, is let through without a word', async () => {
  const { aws, reach } = await reachScenario()
  expect(await reach()).toMatchObject({ error: undefined, warnings: [] })
  expect(aws.lines().toSorted()).toEqual([
    'DescribeDBSubnetGroups: ok',
    'DescribeRouteTables: ok',
    'DescribeSecurityGroups: ok',
    'DescribeVpcAttribute: ok',
    'DescribeVpcAttribute: ok',
  ])
})

test.for<[string, (scenario: ReachScenario) => void]>([
  ['all protocols', rules({ protocol: '-1', blocks: ['0.0.0.0/0'] })],
  ['TCP by its number', rules({ protocol: '6', blocks: ['203.0.113.7/32'] })],
  ['a range of ports', rules({ ports: [8000, 9000], blocks: ['203.0.0.0/16'] })],
  ['one rule of several', rules({ blocks: ['198.51.100.0/24'] }, { blocks: ['203.0.113.0/29'] })],
  [
    'a gateway for the machine’s network alone',
    ({ network }) => {
      network.tables[0]!.routes = [nat, { to: '203.0.113.0/24', by: 'igw-0a1b' }]
    },
  ],
  [
    'a table on another page',
    ({ network }) => {
      network.pageSize = 1
      network.tables[0]!.routes = []
      network.tables.push(privately(['subnet-default-1', 'subnet-default-2', 'subnet-default-3'], [toInternet]))
    },
  ],
])('%s will do', async ([_, arrange]) => {
  const scenario = await reachScenario()
  arrange(scenario)
  expect(await scenario.reach()).toMatchObject({ error: undefined, warnings: [] })
})

test.for<[string, (scenario: ReachScenario) => void, string[]]>([
  ['a group that is closed', rules(), [closed('it is open to nobody there')]],
  [
    'a group that is open to another address',
    rules({ blocks: ['198.51.100.4/32'] }),
    [closed('it is open there to 198.51.100.4/32')],
  ],
  [
    'a group that is open at another port',
    rules({ ports: [443, 443], blocks: ['0.0.0.0/0'] }),
    [closed('it is open to nobody there')],
  ],
  [
    'a group that is open for UDP',
    rules({ protocol: 'udp', blocks: ['0.0.0.0/0'] }),
    [closed('it is open to nobody there')],
  ],
  [
    'a group that is open by IPv6 only',
    rules({ ipv6Blocks: ['::/0'] }),
    [closed("it is open there by IPv6 only, to ::/0, and the cluster's public address is IPv4")],
  ],
  [
    'subnets without an internet gateway',
    ({ network }) => {
      network.tables[0]!.routes = [{ to: '10.0.0.0/16', by: 'local' }]
    },
    ['1', '2', '3'].map((at) =>
      noWay(`subnet-default-${at}`, 'rtb-main (the main one) has no route to 203.0.113.7/32'),
    ),
  ],
  [
    'one subnet of three behind a NAT gateway',
    ({ network }) => void network.tables.push(privately(['subnet-default-2'], [nat])),
    [noWay('subnet-default-2', 'rtb-private sends 0.0.0.0/0 to nat-0b', 'replace-route')],
  ],
  [
    'a gateway that is detached',
    ({ network }) => void network.tables.push(privately(['subnet-default-3'], [{ ...toInternet, state: 'blackhole' }])),
    [noWay('subnet-default-3', 'rtb-private sends 0.0.0.0/0 to igw-0a1b, which is gone', 'replace-route')],
  ],
  [
    'a VPC without DNS hostnames',
    ({ network }) => {
      network.dns = { enableDnsSupport: true, enableDnsHostnames: false }
    },
    [
      `- VPC ${VPC} has DNS hostnames off, without which AWS makes no public instance. Turn it on: aws ec2 modify-vpc-attribute --region eu-west-1 --vpc-id ${VPC} --enable-dns-hostnames`,
    ],
  ],
  [
    'a VPC without DNS resolution',
    ({ network }) => {
      network.dns = { enableDnsSupport: false, enableDnsHostnames: true }
    },
    [
      `- VPC ${VPC} has DNS resolution off, without which AWS makes no public instance. Turn it on: aws ec2 modify-vpc-attribute --region eu-west-1 --vpc-id ${VPC} --enable-dns-support`,
    ],
  ],
])('%s: refused, with what to do', async ([_, arrange, expected]) => {
  using clock = compressedClock(200)
  const scenario = await reachScenario(clock)
  arrange(scenario)
  const reached = await scenario.reach()
  expect(problems(reached)).toEqual(expected)
  expect(reached.warnings).toEqual([])
  expect(scenario.aws.writes).toEqual([])
  expect(reached.tookMs).toBeLessThan(300_000)
})

test.for<[string, Parameters<typeof publicly>[0], string]>([
  [
    'the default group of the VPC, which lets in itself only',
    { securityGroupIds: [] },
    closed('it is open there to what has group sg-default', 'sg-default'),
  ],
  [
    'a group that is not there',
    { securityGroupIds: [OPEN_GROUP, 'sg-0nowhere'] },
    '- There is no security group sg-0nowhere in eu-west-1. Correct aws.neptune.securityGroupIds.',
  ],
  [
    'a group of another VPC',
    { securityGroupIds: ['sg-0other'] },
    `- Security group sg-0other is of vpc-0other, and the subnets are of ${VPC}. Name groups of ${VPC} in aws.neptune.securityGroupIds, or subnets of vpc-0other in aws.neptune.subnetGroup.`,
  ],
  [
    'a subnet group that is not there',
    { subnetGroup: 'tests' },
    "- There is no subnet group 'tests'. Correct aws.neptune.subnetGroup; 'aws neptune describe-db-subnet-groups' lists those that there are.",
  ],
  [
    'several groups, none of which is open',
    { securityGroupIds: [OPEN_GROUP, 'sg-default'], clientAddress: '198.51.100.0/24' },
    `- None of the security groups sg-default, ${OPEN_GROUP} lets 198.51.100.0/24 in at port 8182: it is open there to 203.0.113.0/24, what has group sg-default. ${letIn('198.51.100.0/24', 'sg-default')}`,
  ],
  [
    'a range of which only a part is let in',
    { clientAddress: '203.0.112.0/23' },
    `- Security group ${OPEN_GROUP} does not let 203.0.112.0/23 in at port 8182: it is open there to 203.0.113.0/24. ${letIn('203.0.112.0/23')}`,
  ],
])('%s: refused, with what to do', async ([_, neptune, expected]) => {
  const { network, reach } = await reachScenario()
  network.groups.push({ id: 'sg-0other', name: 'other', vpc: 'vpc-0other', rules: [{ blocks: ['0.0.0.0/0'] }] })
  expect(problems(await reach(publicly({ clientAddress: '203.0.113.7', ...neptune })))).toEqual([expected])
})

test('all that is in the way is told at once, and for whom this machine is taken', async () => {
  const scenario = await reachScenario()
  const { network, reach } = scenario
  rules()(scenario)
  network.dns = { enableDnsSupport: false, enableDnsHostnames: false }
  network.tables.push(privately(['subnet-default-1'], [nat]))
  const reached = await reach()
  expect(problems(reached)).toHaveLength(4)
  expect(reached.error?.message).toContain('nothing was created: 4 things are in its way.\n')
  expect(reached.error?.message).toContain(
    '\nThis machine is taken for 203.0.113.7/32: if it is another, set aws.neptune.clientAddress. Other ways',
  )
})
