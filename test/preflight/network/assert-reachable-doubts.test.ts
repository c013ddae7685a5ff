import { expect, test } from 'vitest'
import { notAnswered } from '../../../src/preflight/messages.ts'
import * as messages from '../../../src/preflight/network/messages.ts'
import { compressedClock } from '../../support/aws-simulator/compressed-clock.ts'
import { denied, failing, silent } from '../../support/aws-simulator/fault.ts'
import { OPEN_GROUP } from '../../support/aws-simulator/simulated-ec2.ts'
import { openCheckIp } from '../../support/network/check-ip.ts'
import { closed, problems, publicly, reachScenario, rules } from './reach-scenario.ts'

const unknown = (...doubts: readonly string[]) => messages.reachUnknown(doubts, [])

test.for<[string, Parameters<typeof openCheckIp>[0], RegExp]>([
  ['answers with a page', '<html>Log in</html>', /http:\S+ did not answer with an IPv4 address/],
  ['answers with an IPv6 address', '2001:db8::7', /http:\S+ did not answer with an IPv4 address/],
  ['answers with 503', (_, response) => response.writeHead(503).end(), /http:\S+ failed: HTTP 503/],
  ['hangs up', (request) => request.socket.destroy(), /http:\S+ failed: .+/],
  ['never answers', () => {}, /http:\S+ failed: no answer within 5 s/],
])('a service for the address of this machine that %s gives a warning', async ([_, answer, why]) => {
  using clock = compressedClock(50)
  const { reach } = await reachScenario(clock)
  const { error, warnings, tookMs } = await reach(publicly({}, {}, await openCheckIp(answer)))
  expect(error).toBeUndefined()
  expect(warnings).toHaveLength(1)
  const [, address, groups, ...rest] = warnings[0]!.split('\n')
  expect(address).toMatch(why)
  expect(address).toContain('aws.neptune.clientAddress')
  expect(groups).toBe(`   - ${messages.mayLetIn([OPEN_GROUP], ['203.0.113.0/24'])}`)
  expect(rest).toEqual([])
  expect(tookMs).toBeLessThan(60_000)
})

test('a run fails on a machine at any address where the security group lets in nobody', async () => {
  const scenario = await reachScenario()
  rules()(scenario)
  const reached = await scenario.reach(publicly())
  const nobody = { ids: [OPEN_GROUP], port: 8182, blocks: [], ipv6Blocks: [], groupIds: [] }
  expect(problems(reached)).toEqual([`- ${messages.groupsAreClosed(nobody, undefined, 'eu-west-1')}`])
})

test('a prefix list in a security group is not read, and gives a warning', async () => {
  const scenario = await reachScenario()
  rules({ prefixLists: ['pl-0office'] })(scenario)
  const { error, warnings } = await scenario.reach()
  expect(error).toBeUndefined()
  expect(warnings).toEqual([unknown(messages.prefixListsNotRead(['pl-0office'], [OPEN_GROUP]))])
})

test('an account without the default subnet group gives a warning about its routes', async () => {
  const { clusters, reach } = await reachScenario()
  clusters.script.subnetGroups = {}
  const { error, warnings } = await reach()
  expect(error).toBeUndefined()
  expect(warnings).toEqual([unknown(messages.noDefaultSubnetGroup())])
})

test('denied reads of the network give a warning with the statements to add, and what could be read still counts', async () => {
  const scenario = await reachScenario()
  const { aws, reach } = scenario
  aws.fault('DescribeRouteTables', denied())
  aws.fault('DescribeVpcAttribute', denied())
  const { error, warnings } = await reach()
  expect(error).toBeUndefined()
  expect(warnings).toHaveLength(1)
  const lines = warnings[0]!.split('\n')
  expect(lines.slice(1, 3).toSorted()).toEqual([
    expect.stringMatching(
      /^ {3}- ec2:DescribeRouteTables: User: \S+ is not authorized to perform: ec2:DescribeRouteTables /,
    ),
    expect.stringMatching(/^ {3}- ec2:DescribeVpcAttribute: User: /),
  ])
  expect(lines[3]).toBe(
    '   To have it checked, allow: [{"Sid":"NeptuneNetwork","Effect":"Allow","Action":["ec2:DescribeRouteTables","ec2:DescribeVpcAttribute"],"Resource":["*"]}]',
  )
  rules()(scenario)
  expect(problems(await reach())).toEqual([closed()])
})

test('only the security groups of the options are read where the subnet group cannot be read', async () => {
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

test('the check of the network repeats a call where EC2 fails for a moment', async () => {
  using clock = compressedClock(200)
  const { aws, reach } = await reachScenario(clock)
  aws.fault('DescribeSecurityGroups', failing(503))
  expect(await reach()).toMatchObject({ error: undefined, warnings: [] })
  expect(aws.lines('DescribeSecurityGroups')).toHaveLength(2)
})

test('an EC2 that does not answer gives a warning after 20 s, and what could be read still counts', async () => {
  using clock = compressedClock(50)
  const { aws, reach } = await reachScenario(clock)
  aws.fault('DescribeRouteTables', silent(Infinity))
  const { error, warnings, tookMs } = await reach()
  expect(error).toBeUndefined()
  expect(warnings).toEqual([unknown(`ec2:DescribeRouteTables: ${notAnswered('ec2:DescribeRouteTables', 20_000)}`)])
  expect(tookMs).toBeLessThan(60_000)
})

test('the network is not checked without the client of EC2, and the warning says how to install it', async () => {
  const { aws, reach } = await reachScenario()
  const load = async () => {
    const message = "Cannot find package '@aws-sdk/client-ec2' imported from /p/read-network.js"
    throw Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' })
  }
  const { error, warnings } = await reach(publicly(), load)
  expect(error).toBeUndefined()
  expect(warnings).toEqual([messages.reachNotChecked()])
  expect(aws.calls).toEqual([])
})

test.for<[string, Parameters<typeof publicly>]>([
  ['inside the VPC', [{}, { insideVpc: true }]],
  ['through a tunnel', [{ tunnel: 'https://127.0.0.1:8182' }]],
  ['with a cluster that exists', [{ publiclyAccessible: false, clusterIdentifier: 'routes' }]],
  ['in an account where nothing may be created', [{}, { allowedAccounts: ['444455556666'] }]],
])('a run %s does not check the network', async ([_, given]) => {
  const { aws, reach } = await reachScenario()
  expect(await reach(publicly(...given))).toMatchObject({ error: undefined, warnings: [] })
  expect(aws.calls).toEqual([])
})
