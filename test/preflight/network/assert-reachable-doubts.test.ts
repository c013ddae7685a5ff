import { expect, test } from 'vitest'
import { compressedClock } from '../../support/aws-simulator/compressed-clock.ts'
import { denied, failing, silent } from '../../support/aws-simulator/fault.ts'
import { OPEN_GROUP } from '../../support/aws-simulator/simulated-ec2.ts'
import { openCheckIp } from '../../support/check-ip.ts'
import { closed, letIn, problems, publicly, reachScenario, rules } from './reach-scenario.ts'

const START =
  'Whether this machine will reach the public Neptune cluster could not be found out in all. The run goes on.'

test.for<[string, Parameters<typeof openCheckIp>[0], RegExp]>([
  ['answers with a page', '<html>Log in</html>', /http:\S+ did not answer with an IPv4 address/],
  ['answers with an IPv6 address', '2001:db8::7', /http:\S+ did not answer with an IPv4 address/],
  ['is out of order', (_, response) => response.writeHead(503).end(), /http:\S+ could not be asked: HTTP 503/],
  ['hangs up', (request) => request.socket.destroy(), /http:\S+ could not be asked: .+/],
  ['never answers', () => {}, /http:\S+ could not be asked: it was not answered within 5 s/],
])('a service that tells the address and %s is a warning', async ([_, answer, why]) => {
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

test('a security group that lets nobody in is refused, whatever the address of this machine', async () => {
  const scenario = await reachScenario()
  rules()(scenario)
  const reached = await scenario.reach(publicly())
  expect(problems(reached)).toEqual([
    `- Security group ${OPEN_GROUP} does not let anybody in at port 8182: it is open to nobody there. ${letIn("<this machine's address>/32")}`,
  ])
})

test('a prefix list in a security group is a warning, because its addresses are not read', async () => {
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

test('denied calls are a warning with the statements to add, and the answers of the other calls count', async () => {
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

test('where the subnet group cannot be read, only the security groups in the options are checked', async () => {
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

test('a call to EC2 that fails for a moment is repeated', async () => {
  using clock = compressedClock(200)
  const { aws, reach } = await reachScenario(clock)
  aws.fault('DescribeSecurityGroups', failing(503))
  expect(await reach()).toMatchObject({ error: undefined, warnings: [] })
  expect(aws.lines('DescribeSecurityGroups')).toHaveLength(2)
})

test('an EC2 that does not answer is a warning after 20 s, and the answers of the other calls count', async () => {
  using clock = compressedClock(50)
  const { aws, reach } = await reachScenario(clock)
  aws.fault('DescribeRouteTables', silent(Infinity))
  const { error, warnings, tookMs } = await reach()
  expect(error).toBeUndefined()
  expect(warnings).toEqual([`${START}\n   - ec2:DescribeRouteTables: It was not answered within 20 s.`])
  expect(tookMs).toBeLessThan(60_000)
})

test('without the EC2 client nothing is checked, and the warning says how to install it', async () => {
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
  ['through a tunnel', [{ tunnel: 'https://127.0.0.1:8182' }]],
  ['to a cluster that is there', [{ publiclyAccessible: false, clusterIdentifier: 'routes' }]],
  ['where nothing may be created', [{}, { allowedAccounts: ['444455556666'] }]],
])('%s nobody looks', async ([_, given]) => {
  const { aws, reach } = await reachScenario()
  expect(await reach(publicly(...given))).toMatchObject({ error: undefined, warnings: [] })
  expect(aws.calls).toEqual([])
})
