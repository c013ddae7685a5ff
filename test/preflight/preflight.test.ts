import { expect, test } from 'vitest'
import { removeDeny } from '../../src/aws/messages.ts'
import type { RunNeeds } from '../../src/aws/permissions/grant.ts'
import { policyFor } from '../../src/aws/permissions/policy.ts'
import { PermissionError } from '../../src/errors/errors.ts'
import { both, IDENTITY, preflightScenario } from '../aws/preflight-scenario.ts'
import { isProbe, isWrite } from '../support/aws-simulator/call-log.ts'
import { compressedClock } from '../support/aws-simulator/compressed-clock.ts'
import { denied, failing, htmlPage, refused, silent, throttled } from '../support/aws-simulator/fault.ts'

const reused: RunNeeds = { ...both, reuse: true, neptune: { ...both.neptune!, afterRun: 'stop' } }
const failure = (asking: Promise<unknown>) =>
  asking.then(
    () => undefined,
    (error: unknown) => error as PermissionError,
  )

/** The actions of a policy that nobody can be asked about harmlessly, or that are not the control plane's. */
const isAskable = (action: string) => /^(es|rds):/.test(action) && !/:(Create|ESHttp)/.test(action)
const actionsOf = (needs: RunNeeds) =>
  [...new Set(policyFor(needs).Statement.flatMap(({ Action }) => Action))].filter(isAskable).sort()

/** The operation of an action, which is its name for both services. */
const operationOf = (action: string) => action.split(':')[1]!

test.for<[string, RunNeeds]>([
  ['for a run', both],
  ['with reuse', reused],
  ['of OpenSearch alone', { ...both, neptune: undefined } as never],
  ['of Neptune alone', { ...both, opensearch: undefined } as never],
])('%s every action of the policy is asked about that can be, and nothing is changed', async ([_, needs]) => {
  const { aws, ask, warnings, domains, clusters } = await preflightScenario()
  await ask(needs)
  expect(warnings).toEqual([])
  const asked = new Set(aws.calls.map(({ service, operation }) => `${service}:${operation}`))
  expect([...asked].sort()).toEqual(actionsOf(needs))
  // Not one of them is of anything that is there, or that this package could ever name so.
  const written = aws.calls.filter(({ operation }) => isWrite(operation))
  expect(written.length).toBeGreaterThan(0)
  for (const { input, code } of written) {
    expect(isProbe({ input })).toBe(true)
    const text = JSON.stringify(input)
    expect(text).toMatch(/vaf-orders-[a-z2-7]{10,26}(-1)?"/)
    expect(text).not.toContain('8f3a1c')
    expect(code).toMatch(/NotFound/)
  }
  expect(domains.running).toEqual(['orders-live', 'vaf-orders-8f3a1c-1'])
  expect(clusters.clusters.map(({ id }) => id)).toEqual(['routes-live', 'vaf-orders-8f3a1c-1'])
})

test.for(
  actionsOf(both)
    .map((action) => [action, both] as const)
    .concat([['rds:StopDBCluster', reused]]),
)('without %s nothing is created, and the statement to add is told', async ([action, needs]) => {
  const { aws, ask } = await preflightScenario()
  aws.fault(operationOf(action), denied())
  const error = await failure(ask(needs))
  expect(error).toBeInstanceOf(PermissionError)
  expect(error?.message).toMatch(
    new RegExp(
      `^This run may not do all that it has to do, and nothing was created: AWS denies one action to ${IDENTITY}.\nDenied are:\n- ${action} on (arn:aws:(es|rds):|\\*)`,
    ),
  )
  const statement = JSON.parse(error!.message.slice(error!.message.indexOf('\n[') + 1)) as { Action: string[] }[]
  expect(statement.flatMap(({ Action }) => Action)).toEqual([action])
  expect(error?.denial).toMatchObject({ action, actions: [action], identity: IDENTITY })
  for (const { code } of aws.writes) expect(code).toMatch(/^AccessDenied|NotFound/)
})

test('all that is missing is told at once, with one list of statements', async () => {
  const { aws, ask } = await preflightScenario()
  for (const action of actionsOf(reused)) aws.fault(operationOf(action), denied())
  const error = await failure(ask(reused))
  expect(error?.denial.actions?.toSorted()).toEqual(actionsOf(reused))
  const text = error!.message
  const statements = JSON.parse(text.slice(text.indexOf('\n[') + 1)) as { Action: string[] }[]
  expect(statements.flatMap(({ Action }) => Action).sort()).toEqual(actionsOf(reused))
  expect(text).toContain(`AWS denies ${actionsOf(reused).length} actions to ${IDENTITY}.`)
  expect(text).toContain("\nAdd this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:\n[")
})

test('a deny in a service control policy is told as what it is: no statement helps', async () => {
  const { aws, ask } = await preflightScenario()
  const text = `User: ${IDENTITY} is not authorized to perform: es:DeleteDomain on resource: arn:aws:es:eu-west-1:111122223333:domain/vaf-x with an explicit deny in a service control policy`
  aws.fault('DeleteDomain', refused('AccessDeniedException', text, 403))
  const error = await failure(ask())
  expect(error?.message.split('\n').slice(1)).toEqual([
    'Denied are:',
    expect.stringMatching(/^- es:DeleteDomain on arn:aws:es:eu-west-1:111122223333:domain\/vaf-orders-/),
    removeDeny('es:DeleteDomain', 'service control policy'),
  ])
})

test.for<[string, RunNeeds['opensearch'], RunNeeds['neptune'], string[]]>([
  [
    'of what is given by name only looks are asked',
    { wanted: { id: 'orders-live' } },
    { wanted: { id: 'routes-live' }, afterRun: 'keep' },
    [
      'DescribeDBClusters: ok',
      'DescribeDBInstances: ok',
      'DescribeDomain orders-live: ok',
      'DescribeDomainChangeProgress orders-live: ok',
      'DescribeDomainConfig orders-live: ok',
    ],
  ],
  [
    'of what is given by address nothing is asked',
    { wanted: { endpoint: 'https://search-x.eu-west-1.es.amazonaws.com' } },
    { wanted: { endpoint: 'https://x.neptune.amazonaws.com:8182' }, afterRun: 'keep' },
    [],
  ],
])('%s', async ([_, opensearch, neptune, lines]) => {
  const { aws, ask } = await preflightScenario()
  await ask({ ...both, opensearch: opensearch!, neptune: neptune! })
  expect(aws.lines().toSorted()).toEqual(lines)
})

test('in an account where nothing may be created nothing is asked', async () => {
  const { aws, ask } = await preflightScenario()
  await ask({ ...both, allowedAccounts: ['444455556666'] })
  expect(aws.calls).toEqual([])
})

test('an AWS that throttles or fails for a moment is asked again', async () => {
  using clock = compressedClock(200)
  const { aws, ask, warnings } = await preflightScenario(clock)
  aws.fault('DeleteDBCluster', throttled(2))
  aws.fault('DeleteDomain', failing(503), denied())
  const error = await failure(ask())
  expect(error?.denial.actions).toEqual(['es:DeleteDomain'])
  expect(aws.lines('DeleteDBCluster')).toHaveLength(3)
  expect(warnings).toEqual([])
})

test('what AWS neither allows nor denies is told, and does not stop the run', async () => {
  using clock = compressedClock(200)
  const { aws, ask, warnings } = await preflightScenario(clock)
  aws.fault('ModifyDBCluster', refused('InvalidParameterValue', 'No.'))
  aws.fault('ListTags', htmlPage(200))
  aws.fault('AddTags', silent(Infinity))
  const startedAt = clock.now()
  await ask()
  expect(clock.now() - startedAt).toBeGreaterThanOrEqual(20_000)
  expect(warnings).toEqual([
    'It could not be found out whether the run is allowed es:AddTags, es:ListTags, rds:ModifyDBCluster. It goes on.\n   Last seen: It was not answered within 20 s.',
  ])
})

test('a run that is stopped meanwhile stops at once', async () => {
  const { aws, ask } = await preflightScenario()
  const stop = new AbortController()
  aws.fault('DeleteDomain', silent(Infinity))
  aws.before('DeleteDomain', () => stop.abort(new Error('Interrupted.')))
  await expect(ask(both, stop.signal)).rejects.toThrow('Interrupted.')
})
