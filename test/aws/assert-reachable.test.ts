import { expect, test } from 'vitest'
import { ReachabilityError } from '../../src/errors.ts'
import { compressedClock } from '../support/aws-simulator/compressed-clock.ts'
import { denied, failing, silent } from '../support/aws-simulator/fault.ts'
import { OPEN_GROUP, toInternet, VPC } from '../support/aws-simulator/simulated-ec2.ts'
import { openCheckIp } from '../support/check-ip.ts'
import { publicly, type Reached, reachScenario } from './reach-scenario.ts'

type Scenario = Awaited<ReturnType<typeof reachScenario>>

/** The lines between the first and the last of a refusal. */
function problems({ error }: Reached): readonly string[] {
  expect(error).toBeInstanceOf(ReachabilityError)
  const lines = error!.message.split('\n')
  expect(lines[0]).toMatch(/^The Neptune cluster would not be reached from this machine, and nothing was created: /)
  expect(lines.at(-1)).toMatch(/Other ways: a tunnel \(aws\.neptune\.dial\), aws\.insideVpc: true, target local\.$/)
  return lines.slice(1, -1)
}

const letIn = (cidr = '203.0.113.7/32', id = OPEN_GROUP) =>
  `Let it in: aws ec2 authorize-security-group-ingress --region eu-west-1 --group-id ${id} --protocol tcp --port 8182 --cidr ${cidr}`
const closed = (how: string, id = OPEN_GROUP) =>
  `- Security group ${id} does not let 203.0.113.7/32 in at port 8182: ${how}. ${letIn(undefined, id)}`
const noWay = (subnet: string, how: string, change = 'create-route') =>
  `- Subnet ${subnet} of group 'default' has no way to the internet: its route table ${how}. Take a subnet group without it, or: aws ec2 ${change} --region eu-west-1 --route-table-id ${how.split(' ')[0]} --destination-cidr-block 0.0.0.0/0 --gateway-id <internet gateway of ${VPC}>`
const rules =
  (...given: Scenario['network']['groups'][number]['rules']) =>
  ({ network }: Scenario) => {
    network.group(OPEN_GROUP).rules = given
  }
const nat = { to: '0.0.0.0/0', by: 'nat-0b' }
const privately = (
  subnets: readonly string[],
  routes: Scenario['network']['tables'][number]['routes'],
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

test.for<[string, (scenario: Scenario) => void]>([
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

test.for<[string, (scenario: Scenario) => void, string[]]>([
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

const START =
  'Whether this machine will reach the public Neptune cluster could not be found out in all. The run goes on.'

test.for<[string, Parameters<typeof openCheckIp>[0], RegExp]>([
  ['answers with a page', '<html>Log in</html>', /http:\S+ did not answer with an IPv4 address/],
  ['answers with an IPv6 address', '2001:db8::7', /http:\S+ did not answer with an IPv4 address/],
  ['is out of order', (_, response) => response.writeHead(503).end(), /http:\S+ could not be asked: HTTP 503/],
  ['hangs up', (request) => request.socket.destroy(), /http:\S+ could not be asked: .+/],
  ['never answers', () => {}, /http:\S+ could not be asked: it was not answered within 5 s/],
])('where what tells the address %s, it is a warning', async ([_, answer, why]) => {
  using clock = compressedClock(50)
  const { reach } = await reachScenario(clock)
  const { error, warnings, tookMs } = await reach(publicly({}, {}, await openCheckIp(answer)))
  expect(error).toBeUndefined()
  expect(warnings).toHaveLength(1)
  const [first, address, groups, ...rest] = warnings[0]!.split('\n')
  expect(first).toBe(START)
  expect(address).toMatch(
    new RegExp(`^ {3}- this machine's address, as ${why.source}; aws\\.neptune\\.clientAddress sets it$`),
  )
  expect(groups).toBe(`   - whether ${OPEN_GROUP} lets this machine in: it lets in 203.0.113.0/24`)
  expect(rest).toEqual([])
  expect(tookMs).toBeLessThan(60_000)
})

test('a group that is open to nobody is refused for a machine at any address', async () => {
  const scenario = await reachScenario()
  rules()(scenario)
  const reached = await scenario.reach(publicly())
  expect(problems(reached)).toEqual([
    `- Security group ${OPEN_GROUP} does not let anybody in at port 8182: it is open to nobody there. ${letIn("<this machine's address>/32")}`,
  ])
})

test('a list of addresses is not read: whether this machine is on it is a warning', async () => {
  const scenario = await reachScenario()
  rules({ prefixLists: ['pl-0office'] })(scenario)
  const { error, warnings } = await scenario.reach()
  expect(error).toBeUndefined()
  expect(warnings).toEqual([
    `${START}\n   - whether pl-0office in ${OPEN_GROUP} has this machine's address: lists of addresses are not read`,
  ])
})

test('before an account has its first subnet group, the default one, its routes are a warning', async () => {
  const { clusters, reach } = await reachScenario()
  clusters.script.subnetGroups = {}
  const { error, warnings } = await reach()
  expect(error).toBeUndefined()
  expect(warnings).toEqual([
    `${START}\n   - there is no subnet group 'default' yet (AWS makes it with the first cluster, of the default VPC), so its routes and names were not looked at`,
  ])
})

test('looks that are denied are a warning with the statements to add, and what could be seen still counts', async () => {
  const scenario = await reachScenario()
  const { aws, reach } = scenario
  aws.fault('DescribeRouteTables', denied())
  aws.fault('DescribeVpcAttribute', denied())
  const { error, warnings } = await reach()
  expect(error).toBeUndefined()
  expect(warnings).toHaveLength(1)
  const lines = warnings[0]!.split('\n')
  expect(lines[0]).toBe(START)
  expect(lines.slice(1, 3).toSorted()).toEqual([
    expect.stringMatching(
      /^ {3}- ec2:DescribeRouteTables: User: \S+ is not authorized to perform: ec2:DescribeRouteTables /,
    ),
    expect.stringMatching(/^ {3}- ec2:DescribeVpcAttribute: User: /),
  ])
  expect(lines[3]).toBe(
    '   To have it looked at, allow: [{"Sid":"NeptuneNetwork","Effect":"Allow","Action":["ec2:DescribeRouteTables","ec2:DescribeVpcAttribute"],"Resource":["*"]}]',
  )
  rules()(scenario)
  expect(problems(await reach())).toEqual([closed('it is open to nobody there')])
})

test('without a look at the subnet group only the groups that are named are looked at', async () => {
  const { aws, reach } = await reachScenario()
  aws.fault('DescribeDBSubnetGroups', denied())
  const { error, warnings } = await reach()
  expect(error).toBeUndefined()
  expect(warnings[0]).toContain('\n   - rds:DescribeDBSubnetGroups: User: ')
  expect(warnings[0]).toContain(
    'allow: [{"Sid":"NeptuneSubnets","Effect":"Allow","Action":["rds:DescribeDBSubnetGroups"],"Resource":["arn:aws:rds:eu-west-1:111122223333:subgrp:default"]}]',
  )
  expect(aws.lines('DescribeSecurityGroups')).toEqual(['DescribeSecurityGroups: ok'])
  expect(aws.lines('DescribeRouteTables')).toEqual([])
})

test('an EC2 that fails for a moment is asked again', async () => {
  using clock = compressedClock(200)
  const { aws, reach } = await reachScenario(clock)
  aws.fault('DescribeSecurityGroups', failing(503))
  expect(await reach()).toMatchObject({ error: undefined, warnings: [] })
  expect(aws.lines('DescribeSecurityGroups')).toHaveLength(2)
})

test('an EC2 that does not answer is a warning after 20 s, and what could be seen still counts', async () => {
  using clock = compressedClock(50)
  const { aws, reach } = await reachScenario(clock)
  aws.fault('DescribeRouteTables', silent(Infinity))
  const { error, warnings, tookMs } = await reach()
  expect(error).toBeUndefined()
  expect(warnings).toEqual([`${START}\n   - ec2:DescribeRouteTables: It was not answered within 20 s.`])
  expect(tookMs).toBeLessThan(60_000)
})

test('without the client of EC2 nothing is looked at, and the warning says how to have it', async () => {
  const { aws, reach } = await reachScenario()
  const load = async () => {
    const message = "Cannot find package '@aws-sdk/client-ec2' imported from /p/look-at-network.js"
    throw Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' })
  }
  const { error, warnings } = await reach(publicly(), load)
  expect(error).toBeUndefined()
  expect(warnings).toEqual([
    "Whether this machine will reach the public Neptune cluster could not be looked at: the AWS SDK's client of EC2 is not installed. The run goes on.\n   To have it looked at: npm install --save-dev @aws-sdk/client-ec2",
  ])
  expect(aws.calls).toEqual([])
})

test.for<[string, Parameters<typeof publicly>]>([
  ['inside the VPC', [{}, { insideVpc: true }]],
  ['through a tunnel', [{ dial: 'https://127.0.0.1:8182' }]],
  ['to a cluster that is there', [{ publiclyAccessible: false, clusterIdentifier: 'routes' }]],
  ['where nothing may be created', [{}, { allowedAccounts: ['444455556666'] }]],
])('%s nobody looks', async ([_, given]) => {
  const { aws, reach } = await reachScenario()
  expect(await reach(publicly(...given))).toMatchObject({ error: undefined, warnings: [] })
  expect(aws.calls).toEqual([])
})
