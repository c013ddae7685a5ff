import { expect, test } from 'vitest'
import { policyFor } from '../../src/aws/permissions/policy.ts'
import * as messages from '../../src/preflight/messages.ts'
import { both } from '../aws/preflight-scenario.ts'
import { compressedClock } from '../support/aws-simulator/compressed-clock.ts'
import { denied, silent, throttled } from '../support/aws-simulator/fault.ts'
import { publicly, reachScenario } from './network/reach-scenario.ts'

const DEVELOPER = 'arn:aws:sts::111122223333:assumed-role/developer/ci'
const simulated = { ...both, simulatePolicy: true }

test('an action that the simulation allows gives no warning', async () => {
  const { aws, simulate } = await reachScenario()
  expect(await simulate(simulated)).toMatchObject({ error: undefined, warnings: [] })
  // The ARN of a role session does not have the path of the role.
  const [role, ...simulations] = aws.calls
  expect(role).toMatchObject({ operation: 'GetRole', input: { RoleName: 'developer' }, code: 'ok' })
  for (const { operation, input } of simulations) {
    expect(operation).toBe('SimulatePrincipalPolicy')
    expect(input.PolicySourceArn).toBe('arn:aws:iam::111122223333:role/people/developer')
    // Resources, not patterns.
    expect(JSON.stringify(input.ResourceArns).replaceAll('"*"', '')).not.toContain('*')
  }
})

test('every action for the services is simulated, and those of the preflight are not', async () => {
  const { aws, simulate } = await reachScenario()
  const needs = { ...publicly(), simulatePolicy: true }
  await simulate(needs)
  const asked = aws.calls.flatMap(({ input }) => (input.ActionNames ?? []) as string[])
  const actions = policyFor(needs).Statement.flatMap(({ Action }) => Action)
  const questions = actions.filter((action) => /^(ec2|iam):|DescribeDBSubnetGroups/.test(action))
  expect(questions.toSorted()).toEqual([
    'ec2:DescribeRouteTables',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeVpcAttribute',
    'iam:GetRole',
    'iam:SimulatePrincipalPolicy',
    'rds:DescribeDBSubnetGroups',
  ])
  expect([...new Set(asked)].toSorted()).toEqual(actions.filter((action) => !questions.includes(action)).toSorted())
})

test('one warning names the denied actions that no harmless call has shown to be permitted, with the statements to add', async () => {
  const { iam, simulate } = await reachScenario()
  for (const action of ['es:CreateDomain', 'es:DeleteDomain', 'es:ESHttpPut']) iam.denied.add(action)
  const { error, warnings } = await simulate(simulated, ['es:DeleteDomain'])
  expect(error).toBeUndefined()
  const domain = 'arn:aws:es:eu-west-1:111122223333:domain/vaf-orders-*'
  expect(warnings.map((warning) => warning.split('\n'))).toEqual([
    [
      expect.stringContaining(DEVELOPER),
      `   - es:CreateDomain on ${domain}`,
      `   - es:ESHttpPut on ${domain}/*`,
      `   If AWS denies them as well, allow: [{"Sid":"OpenSearchDomain","Effect":"Allow","Action":["es:CreateDomain"],"Resource":["${domain}"]},{"Sid":"OpenSearchRequests","Effect":"Allow","Action":["es:ESHttpPut"],"Resource":["${domain}/*"]}]`,
    ],
  ])
})

test('actions that IAM does not simulate in one request are simulated one by one', async () => {
  const { aws, iam, simulate } = await reachScenario()
  iam.takesOneAction = true
  iam.denied.add('es:CreateDomain')
  const { error, warnings } = await simulate(simulated)
  expect(error).toBeUndefined()
  expect(warnings[0]).toContain('\n   - es:CreateDomain on arn:aws:es:eu-west-1:111122223333:domain/vaf-orders-*\n')
  const answered = aws.calls.filter(({ operation, code }) => operation.startsWith('Simulate') && code === 'ok')
  const actions = policyFor(both).Statement.flatMap(({ Action }) => Action)
  expect(answered.flatMap(({ input }) => input.ActionNames).toSorted()).toEqual(actions.toSorted())
})

test('a denied action that a harmless call has shown to be permitted gives no warning', async () => {
  const { iam, simulate } = await reachScenario()
  iam.denied.add('es:DeleteDomain')
  expect(await simulate(simulated, ['es:DeleteDomain'])).toMatchObject({ error: undefined, warnings: [] })
})

const notSimulated = (cause: string) => messages.notSimulated(cause, [])

test.for([
  ['GetRole', 'iam:GetRole'],
  ['SimulatePrincipalPolicy', 'iam:SimulatePrincipalPolicy'],
] as const)('a run that may not call %s is warned, and continues', async ([operation, action]) => {
  const { aws, simulate } = await reachScenario()
  aws.fault(operation, denied())
  const { error, warnings } = await simulate(simulated)
  expect(error).toBeUndefined()
  expect(warnings.map((warning) => warning.split('\n'))).toEqual([
    [
      notSimulated('').split('\n')[0],
      expect.stringMatching(new RegExp(`^ {3}Last seen: User: \\S+ is not authorized to perform: ${action} `)),
      '   To make the simulation possible, allow: [{"Sid":"PolicySimulation","Effect":"Allow","Action":["iam:SimulatePrincipalPolicy"],"Resource":["arn:aws:iam::111122223333:role/*","arn:aws:iam::111122223333:user/*"]},{"Sid":"PolicyPrincipal","Effect":"Allow","Action":["iam:GetRole"],"Resource":["arn:aws:iam::111122223333:role/*"]}]',
    ],
  ])
})

test('the simulation is repeated where IAM throttles, and gives a warning after 20 s where IAM never answers', async () => {
  using clock = compressedClock(50)
  const { aws, simulate } = await reachScenario(clock)
  aws.fault('GetRole', throttled(2))
  expect((await simulate(simulated)).warnings).toEqual([])
  aws.fault('GetRole', silent(Infinity))
  const { error, warnings, tookMs } = await simulate(simulated)
  expect(error).toBeUndefined()
  expect(warnings).toEqual([notSimulated(messages.notAnswered('iam:GetRole', 20_000))])
  expect(tookMs).toBeLessThan(40_000)
})

test.for([
  ['a user', 'arn:aws:iam::111122223333:user/people/anna'],
  ['a role of the options', 'arn:aws:iam::111122223333:role/ci/tests'],
])('%s is simulated without a call that reads it', async ([_, arn]) => {
  const { aws, iam, simulate } = await reachScenario()
  iam.principals.push(arn!)
  const isUser = arn!.includes(':user/')
  const needs = isUser ? simulated : { ...simulated, assumeRole: { roleArn: arn! } }
  expect(await simulate(needs, [], isUser ? arn : DEVELOPER)).toMatchObject({ error: undefined, warnings: [] })
  expect(new Set(aws.calls.map(({ input }) => input.PolicySourceArn))).toEqual(new Set([arn]))
})

test.for(['arn:aws:iam::111122223333:root', 'arn:aws:sts::111122223333:federated-user/anna'])(
  '%s gives a warning, since IAM cannot simulate its policies',
  async (identity) => {
    const { aws, simulate } = await reachScenario()
    expect((await simulate(simulated, [], identity)).warnings).toEqual([messages.notSimulable(identity)])
    expect(aws.calls).toEqual([])
  },
)

test('a role that IAM does not know gives a warning', async () => {
  const { simulate } = await reachScenario()
  const { error, warnings } = await simulate(simulated, [], 'arn:aws:sts::111122223333:assumed-role/gone/ci')
  expect(error).toBeUndefined()
  expect(warnings).toEqual([notSimulated('The role with name gone cannot be found.')])
})

test('the policy for a role of the options names that role, and allows the simulation alone', () => {
  const roleArn = 'arn:aws:iam::111122223333:role/ci/tests'
  const ofIam = (needs: Parameters<typeof policyFor>[0]) =>
    policyFor(needs).Statement.filter(({ Action }) => Action.some((action) => action.startsWith('iam:')))
  expect(ofIam({ ...simulated, assumeRole: { roleArn } })).toEqual([
    { Sid: 'PolicySimulation', Effect: 'Allow', Action: ['iam:SimulatePrincipalPolicy'], Resource: [roleArn] },
  ])
  expect(ofIam(both)).toEqual([])
  const endpoint = 'https://search-x.eu-west-1.es.amazonaws.com'
  const { neptune: _, ...rest } = simulated
  expect(ofIam({ ...rest, opensearch: { wanted: { endpoint } } })).toEqual([])
})
