import { expect, test } from 'vitest'
import { removeDeny } from '../../src/aws/messages.ts'
import type { RunNeeds } from '../../src/aws/permissions/grant.ts'
import { policyFor } from '../../src/aws/permissions/policy.ts'
import { PermissionError } from '../../src/errors/errors.ts'
import * as messages from '../../src/preflight/messages.ts'
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

/** Whether an action is one of the control plane that a harmless call can check. */
const isAskable = (action: string) => /^(es|rds):/.test(action) && !/:(Create|ESHttp)/.test(action)
const actionsOf = (needs: RunNeeds) =>
  [...new Set(policyFor(needs).Statement.flatMap(({ Action }) => Action))].filter(isAskable).sort()

/** The API operation of an action: for both services they have the same name. */
const operationOf = (action: string) => action.split(':')[1]!

test.for<[string, RunNeeds]>([
  ['a run', both],
  ['a run with reuse', reused],
  ['a run of OpenSearch alone', { ...both, neptune: undefined } as never],
  ['a run of Neptune alone', { ...both, opensearch: undefined } as never],
])(
  'the preflight of %s asks about every action of its policy that a harmless call can check, and changes nothing',
  async ([_, needs]) => {
    const { aws, ask, warnings, domains, clusters } = await preflightScenario()
    await ask(needs)
    expect(warnings).toEqual([])
    const asked = new Set(aws.calls.map(({ service, operation }) => `${service}:${operation}`))
    expect([...asked].sort()).toEqual(actionsOf(needs))
    // No write is about anything that exists, nor about a name that this package gives.
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
  },
)

test.for(
  actionsOf(both)
    .map((action) => [action, both] as const)
    .concat([['rds:StopDBCluster', reused]]),
)('a run without %s creates nothing, and its error has the statement to add', async ([action, needs]) => {
  const { aws, ask } = await preflightScenario()
  aws.fault(operationOf(action), denied())
  const error = await failure(ask(needs))
  expect(error).toBeInstanceOf(PermissionError)
  expect(error?.message).toMatch(new RegExp(`^AWS denies ${IDENTITY} .*\n.*\n- ${action} on (arn:aws:(es|rds):|\\*)`))
  const statement = JSON.parse(error!.message.slice(error!.message.indexOf('\n[') + 1)) as { Action: string[] }[]
  expect(statement.flatMap(({ Action }) => Action)).toEqual([action])
  expect(error?.denial).toMatchObject({ action, actions: [action], identity: IDENTITY })
  for (const { code } of aws.writes) expect(code).toMatch(/^AccessDenied|NotFound/)
})

test('one error names all permissions that are missing, with one list of statements', async () => {
  const { aws, ask } = await preflightScenario()
  for (const action of actionsOf(reused)) aws.fault(operationOf(action), denied())
  const error = await failure(ask(reused))
  expect(error?.denial.actions?.toSorted()).toEqual(actionsOf(reused))
  const text = error!.message
  const statements = JSON.parse(text.slice(text.indexOf('\n[') + 1)) as { Action: string[] }[]
  expect(statements.flatMap(({ Action }) => Action).sort()).toEqual(actionsOf(reused))
  expect(text).toContain(`AWS denies ${IDENTITY} ${actionsOf(reused).length} actions `)
  expect(text).toContain("'npx vitest-aws-fixtures policy'")
})

test('the error for a deny in a service control policy names that policy, and has no statement to add', async () => {
  const { aws, ask } = await preflightScenario()
  const text = `User: ${IDENTITY} is not authorized to perform: es:DeleteDomain on resource: arn:aws:es:eu-west-1:111122223333:domain/vaf-x with an explicit deny in a service control policy`
  aws.fault('DeleteDomain', refused('AccessDeniedException', text, 403))
  const error = await failure(ask())
  expect(error?.message.split('\n').slice(2)).toEqual([
    expect.stringMatching(/^- es:DeleteDomain on arn:aws:es:eu-west-1:111122223333:domain\/vaf-orders-/),
    removeDeny('es:DeleteDomain', 'service control policy'),
  ])
})

test.for<[string, RunNeeds['opensearch'], RunNeeds['neptune'], string[]]>([
  [
    'the preflight asks only for reads of what the user names',
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
    'the preflight asks nothing about what the user gives by address',
    { wanted: { endpoint: 'https://search-x.eu-west-1.es.amazonaws.com' } },
    { wanted: { endpoint: 'https://x.neptune.amazonaws.com:8182' }, afterRun: 'keep' },
    [],
  ],
])('%s', async ([_, opensearch, neptune, lines]) => {
  const { aws, ask } = await preflightScenario()
  await ask({ ...both, opensearch: opensearch!, neptune: neptune! })
  expect(aws.lines().toSorted()).toEqual(lines)
})

test('the preflight sends no request in an account where nothing may be created', async () => {
  const { aws, ask } = await preflightScenario()
  await ask({ ...both, allowedAccounts: ['444455556666'] })
  expect(aws.calls).toEqual([])
})

test('the preflight repeats a request where AWS throttles or fails for a moment', async () => {
  using clock = compressedClock(200)
  const { aws, ask, warnings } = await preflightScenario(clock)
  aws.fault('DeleteDBCluster', throttled(2))
  aws.fault('DeleteDomain', failing(503), denied())
  const error = await failure(ask())
  expect(error?.denial.actions).toEqual(['es:DeleteDomain'])
  expect(aws.lines('DeleteDBCluster')).toHaveLength(3)
  expect(warnings).toEqual([])
})

test('an action that AWS neither allows nor denies gives a warning, and does not stop the run', async () => {
  using clock = compressedClock(200)
  const { aws, ask, warnings } = await preflightScenario(clock)
  aws.fault('ModifyDBCluster', refused('InvalidParameterValue', 'No.'))
  aws.fault('ListTags', htmlPage(200))
  aws.fault('AddTags', silent(Infinity))
  const startedAt = clock.now()
  await ask()
  expect(clock.now() - startedAt).toBeGreaterThanOrEqual(20_000)
  expect(warnings).toEqual([
    messages.permissionsUnknown(
      ['es:AddTags', 'es:ListTags', 'rds:ModifyDBCluster'],
      messages.notAnswered('es:AddTags', 20_000),
    ),
  ])
})

test('an abort during the preflight stops it at once', async () => {
  const { aws, ask } = await preflightScenario()
  const stop = new AbortController()
  aws.fault('DeleteDomain', silent(Infinity))
  aws.before('DeleteDomain', () => stop.abort(new Error('Interrupted.')))
  await expect(ask(both, stop.signal)).rejects.toThrow('Interrupted.')
})
