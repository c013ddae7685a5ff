import { expect, test } from 'vitest'
import * as messages from '../../../src/preflight/network/messages.ts'
import { compressedClock } from '../../support/aws-simulator/compressed-clock.ts'
import { OPEN_GROUP, toInternet, VPC } from '../../support/aws-simulator/simulated-ec2.ts'
import { closed, problems, publicly, type ReachScenario, reachScenario, rules } from './reach-scenario.ts'

const noRoute = (subnet: string, route?: messages.ClosedSubnet['route'], table = 'rtb-private') =>
  `- ${messages.noInternetRoute({
    ...{ subnet, group: 'default', table, isMain: table === 'rtb-main', route },
    ...{ client: '203.0.113.7/32', region: 'eu-west-1', vpc: VPC },
  })}`
const dnsIsOff = (what: string, attribute: string) => `- ${messages.dnsIsOff(what, attribute, VPC, 'eu-west-1')}`
const nat = { to: '0.0.0.0/0', by: 'nat-0b' }
const privately = (
  subnets: readonly string[],
  routes: ReachScenario['network']['tables'][number]['routes'],
  isMain = false,
) => ({
  ...{ id: 'rtb-private', vpc: VPC, isMain, subnets, routes },
})

test('a machine that a security group lets in, to subnets with an internet gateway, gets no warning', async () => {
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
  ['a rule for all protocols', rules({ protocol: '-1', blocks: ['0.0.0.0/0'] })],
  ['a rule for TCP by its number', rules({ protocol: '6', blocks: ['203.0.113.7/32'] })],
  ['a rule for a range of ports', rules({ ports: [8000, 9000], blocks: ['203.0.0.0/16'] })],
  ['one rule of several', rules({ blocks: ['198.51.100.0/24'] }, { blocks: ['203.0.113.0/29'] })],
  [
    'a route to a gateway for the machine’s network alone',
    ({ network }) => {
      network.tables[0]!.routes = [nat, { to: '203.0.113.0/24', by: 'igw-0a1b' }]
    },
  ],
  [
    'a route table on another page',
    ({ network }) => {
      network.pageSize = 1
      network.tables[0]!.routes = []
      network.tables.push(privately(['subnet-default-1', 'subnet-default-2', 'subnet-default-3'], [toInternet]))
    },
  ],
])('a security group lets a machine in by %s', async ([_, arrange]) => {
  const scenario = await reachScenario()
  arrange(scenario)
  expect(await scenario.reach()).toMatchObject({ error: undefined, warnings: [] })
})

test.for<[string, (scenario: ReachScenario) => void, string[]]>([
  ['a group that is closed', rules(), [closed()]],
  [
    'a group that is open to another address',
    rules({ blocks: ['198.51.100.4/32'] }),
    [closed({ blocks: ['198.51.100.4/32'] })],
  ],
  ['a group that is open at another port', rules({ ports: [443, 443], blocks: ['0.0.0.0/0'] }), [closed()]],
  ['a group that is open for UDP', rules({ protocol: 'udp', blocks: ['0.0.0.0/0'] }), [closed()]],
  ['a group that is open by IPv6 only', rules({ ipv6Blocks: ['::/0'] }), [closed({ ipv6Blocks: ['::/0'] })]],
  [
    'subnets without an internet gateway',
    ({ network }) => {
      network.tables[0]!.routes = [{ to: '10.0.0.0/16', by: 'local' }]
    },
    ['1', '2', '3'].map((at) => noRoute(`subnet-default-${at}`, undefined, 'rtb-main')),
  ],
  [
    'one subnet of three behind a NAT gateway',
    ({ network }) => void network.tables.push(privately(['subnet-default-2'], [nat])),
    [noRoute('subnet-default-2', { ...nat, isActive: true })],
  ],
  [
    'a gateway that is detached',
    ({ network }) => void network.tables.push(privately(['subnet-default-3'], [{ ...toInternet, state: 'blackhole' }])),
    [noRoute('subnet-default-3', { ...toInternet, isActive: false })],
  ],
  [
    'a VPC without DNS hostnames',
    ({ network }) => {
      network.dns = { enableDnsSupport: true, enableDnsHostnames: false }
    },
    [dnsIsOff('DNS hostnames', 'enable-dns-hostnames')],
  ],
  [
    'a VPC without DNS resolution',
    ({ network }) => {
      network.dns = { enableDnsSupport: false, enableDnsHostnames: true }
    },
    [dnsIsOff('DNS resolution', 'enable-dns-support')],
  ],
])('the run fails before it creates a cluster behind %s, and says what to do', async ([_, arrange, expected]) => {
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
    closed({ ids: ['sg-default'], groupIds: ['sg-default'] }),
  ],
  [
    'a group that does not exist',
    { securityGroupIds: [OPEN_GROUP, 'sg-0nowhere'] },
    `- ${messages.noSecurityGroup('sg-0nowhere', 'eu-west-1')}`,
  ],
  [
    'a group of another VPC',
    { securityGroupIds: ['sg-0other'] },
    `- ${messages.groupOfOtherVpc('sg-0other', 'vpc-0other', VPC)}`,
  ],
  ['a subnet group that does not exist', { subnetGroup: 'tests' }, `- ${messages.noSubnetGroup('tests')}`],
  [
    'several groups, none of which is open',
    { securityGroupIds: [OPEN_GROUP, 'sg-default'], clientAddress: '198.51.100.0/24' },
    closed(
      { ids: ['sg-default', OPEN_GROUP], blocks: ['203.0.113.0/24'], groupIds: ['sg-default'] },
      '198.51.100.0/24',
    ),
  ],
  [
    'a client range of which only a part is let in',
    { clientAddress: '203.0.112.0/23' },
    closed({ blocks: ['203.0.113.0/24'] }, '203.0.112.0/23'),
  ],
])('the run fails before it creates a cluster with %s, and says what to do', async ([_, neptune, expected]) => {
  const { network, reach } = await reachScenario()
  network.groups.push({ id: 'sg-0other', name: 'other', vpc: 'vpc-0other', rules: [{ blocks: ['0.0.0.0/0'] }] })
  expect(problems(await reach(publicly({ clientAddress: '203.0.113.7', ...neptune })))).toEqual([expected])
})

test('one error about the network names everything that is in the way, and the address of this machine', async () => {
  const scenario = await reachScenario()
  const { network, reach } = scenario
  rules()(scenario)
  network.dns = { enableDnsSupport: false, enableDnsHostnames: false }
  network.tables.push(privately(['subnet-default-1'], [nat]))
  const reached = await reach()
  expect(problems(reached)).toHaveLength(4)
  expect(reached.error?.message).toMatch(/4 reasons.*203\.0\.113\.7\/32.*aws\.neptune\.clientAddress/s)
})
