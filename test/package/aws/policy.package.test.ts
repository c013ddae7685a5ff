import { expect, test } from 'vitest'
import type { IamPolicy } from '../../../src/aws/permissions/policy.ts'
import { iamPolicy, requiredIamPolicy } from '../../../src/config/iam-policy.ts'
import type { AwsFixturesOptions } from '../../../src/config/options.ts'
import { type AwsOptions, resolveOptions } from '../../../src/config/resolve.ts'
import { preflightScenario } from '../../aws/preflight-scenario.ts'
import type { LoggedCall } from '../../support/aws-simulator/call-log.ts'
import { denied, refused } from '../../support/aws-simulator/fault.ts'
import { GONE } from '../../support/aws-simulator/neptune-records.ts'
import { OPEN_GROUP } from '../../support/aws-simulator/simulated-ec2.ts'
import { missingFrom, needsOfCall, needsOfRequest, unusedIn } from '../../support/iam-needs.ts'
import { projectWith } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'
import { type SimulatedAccount, simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const engines = simulatedEngines()

/** Does with a service whatever tests do, each method of HTTP and each kind of query. */
const usesIndex = `test('uses an index', async ({ opensearch, index }) => {
  await opensearch.index({ index, id: '1', body: {}, refresh: true })
  expect((await opensearch.indices.exists({ index })).body).toBe(true)
  expect((await opensearch.search({ index, body: { query: { match_all: {} } } })).body.hits.hits).toHaveLength(1)
  await opensearch.indices.delete({ index })
})`
const usesGraph = `test('uses the graph', async ({ g }) => {
  await g.addV('a').next()
  await g.V().drop().iterate()
  expect((await g.V().count().next()).value).toBe(0)
})`
const both = { opensearch: true, neptune: true } as const
const aws = { allowedAccounts: ['111122223333'], name: 'policy', insideVpc: true }

/** Runs of one configuration in one account, and whether what they asked is what its policy allows. */
async function runsWith(given: (account: SimulatedAccount) => AwsFixturesOptions | Promise<AwsFixturesOptions>) {
  const account = await simulatedAccount({ engines: engines() })
  account.aws.sparesProbes = false
  const options = await given(account)
  const { domains, clusters } = account
  // Of another project, and without a tag, so that both of its parts are asked.
  domains.add({ DomainName: 'vaf-other-8f3a1c-1', EngineVersion: 'OpenSearch_2.19' })
  clusters.putCluster({ id: 'vaf-other-8f3a1c-1' })
  const body = [options.opensearch && usesIndex, options.neptune && usesGraph].filter(Boolean).join('\n')
  return {
    account,
    run: async (exitCode: number, act?: () => void) => {
      const run = await runVitest({
        vitest: 5,
        files: projectWith(JSON.stringify(options), body),
        env: account.env,
        machine: account.machine,
        reactions: act ? [{ on: /Neptune cluster vaf-policy-\S+ created/, act }] : [],
      })
      expect(run.exitCode, run.output).toBe(exitCode)
      return run
    },
    async expectExact() {
      const allowed = policyOfAll(options)
      const asked = account.requests.flatMap(needsOfRequest)
      expect(missingFrom(allowed, [...account.aws.calls.flatMap(needsOfCall), ...asked])).toEqual([])
      const calls = withoutPreflight(account.aws.calls, await preflightLength(options))
      expect(unusedIn(allowed, [...calls.flatMap(needsOfCall), ...asked])).toEqual([])
    },
  }
}

/** The policy of the run, and where it assumes a role, that of whoever assumes it: the log tells of both. */
function policyOfAll(options: AwsFixturesOptions): IamPolicy {
  const ofRun = iamPolicy(options, '/nowhere', {})
  const ofCaller = requiredIamPolicy(options, '/nowhere', {})
  return { ...ofRun, Statement: [...ofRun.Statement, ...(ofCaller?.Statement ?? [])] }
}

/** How many calls the preflight makes: it asks for everything, so that of itself it proves no need. */
async function preflightLength(options: AwsFixturesOptions): Promise<number> {
  const scenario = await preflightScenario()
  await scenario.ask(resolveOptions(options, '/nowhere', { AWS_FIXTURES_TARGET: 'aws' }) as AwsOptions)
  return scenario.aws.calls.length
}

/** It comes right after the run has asked who it is, and before anything else. */
function withoutPreflight(calls: readonly LoggedCall[], length: number): readonly LoggedCall[] {
  const starts = calls.flatMap(({ operation }, at) => (operation === 'GetCallerIdentity' ? [at] : []))
  return calls.filter((_, at) => !starts.some((start) => at > start && at <= start + length))
}

/** The next domain fails; AWS says why. */
function failDomain(account: SimulatedAccount): void {
  account.aws.after('CreateDomain', ({ input }) => failNow(account, String(input.DomainName)))
}

function failNow({ domains }: SimulatedAccount, name: string): void {
  const domain = domains.domain(name)
  if (domain) domain.failure = { status: 'ValidationFailed', afterMs: 0, text: 'No.' }
}

/** Somebody protects a cluster of ours against deletion, and stops it. */
function meddle({ clusters }: SimulatedAccount, how: { readonly stops: boolean }): void {
  for (const cluster of clusters.clusters.filter(({ id }) => id.startsWith('vaf-policy-'))) {
    cluster.deletionProtection = true
    if (!how.stops) continue
    for (const { life } of [cluster, ...clusters.membersOf(cluster.id)]) life.enter([], 'stopped')
  }
}

test('the policy of a run that makes both is what its runs need: one that somebody meddles with, and one that fails', async () => {
  const { account, run, expectExact } = await runsWith(() => ({ ...both, region: 'eu-west-1', aws }))
  await run(0, () => meddle(account, { stops: true }))
  failDomain(account)
  await run(1)
  await expectExact()
})

test('the policy with reuse is what its runs need: where creations fail, and where a stopped cluster is found', async () => {
  const { account, run, expectExact } = await runsWith(() => ({ ...both, reuse: true, region: 'eu-west-1', aws }))
  const { aws: simulator, domains, clusters } = account
  await run(0)
  // Somebody deletes the domain, and the next one fails once the cluster, which is stopped, has been found.
  meddle(account, { stops: true })
  for (const name of domains.running) domains.domain(name)?.delete(Number.NEGATIVE_INFINITY)
  let isStarted = false
  simulator.after('StartDBCluster', ({ input }) => {
    isStarted ||= clusters.clusters.some(({ id }) => id === input.DBClusterIdentifier)
  })
  simulator.after('DescribeDomain', ({ input }) => isStarted && failNow(account, String(input.DomainName)))
  domains.script.createMs = 20_000
  await run(1)
  isStarted = false
  domains.script.createMs = 300
  // Somebody deletes the cluster, and the next one fails.
  const [ours] = clusters.clusters.filter(({ id }) => id.startsWith('vaf-policy-'))
  for (const { life } of [ours!, ...clusters.membersOf(ours!.id)]) life.enter([], GONE)
  clusters.script.instanceRest = 'failed'
  simulator.after('CreateDBInstance', () => meddle(account, { stops: false }))
  await run(1)
  await expectExact()
})

test('the policy of a public cluster, with IAM asked as well, is what its runs need, also where nothing lets it in', async () => {
  const role = 'arn:aws:iam::111122223333:role/ci/tests'
  const cluster = { publiclyAccessible: true, securityGroupIds: [OPEN_GROUP] }
  const options = {
    neptune: true,
    region: 'eu-west-1',
    aws: { ...aws, insideVpc: false, assumeRole: role, simulatePolicy: true, neptune: cluster },
  } as const
  const { account, run, expectExact } = await runsWith(() => options)
  account.aws.roles.add({ arn: role })
  account.iam.principals.push(role)
  const { output } = await run(0, () => meddle(account, { stops: true }))
  expect(output).not.toMatch(/could not (find out|simulate|fully check)|cannot simulate|simulation denies/)
  account.network.group(OPEN_GROUP).rules = []
  const created = account.aws.lines('CreateDBCluster').length
  await run(1)
  expect(account.aws.lines('CreateDBCluster')).toHaveLength(created)
  await expectExact()
})

test('the policy with a cluster that rests between the runs is what its runs need', async () => {
  const options = {
    neptune: true,
    reuse: true,
    region: 'eu-west-1',
    aws: { ...aws, neptune: { afterRun: 'stop' } },
  } as const
  const { account, run, expectExact } = await runsWith(() => options)
  account.clusters.script.instanceRest = 'failed'
  account.aws.after('CreateDBInstance', () => meddle(account, { stops: false }))
  await run(1)
  account.clusters.script.instanceRest = 'available'
  await run(0)
  await run(0)
  await expectExact()
})

test('the policy for OpenSearch alone is what its runs need', async () => {
  const { account, run, expectExact } = await runsWith(() => ({ opensearch: true, region: 'eu-west-1', aws }))
  await run(0)
  failDomain(account)
  await run(1)
  await expectExact()
})

test('the policy for what is given by name is what its runs need, also where it is not as it should be', async () => {
  const { account, run, expectExact } = await runsWith(async ({ addTheirs }) => {
    const { opensearch, neptune } = await addTheirs()
    const names = { opensearch: { domainName: opensearch.name }, neptune: { clusterIdentifier: neptune.name } }
    return { ...both, region: 'eu-west-1', aws: { allowedAccounts: ['111122223333'], ...names } }
  })
  await run(0)
  account.domains.domain('orders-live')!.failure = { status: 'ValidationFailed', afterMs: 0, text: 'No.' }
  account.aws.fault('DescribeDomain', refused('ResourceNotFoundException', 'Not yet.', 409, 2))
  await run(1)
  await expectExact()
})

test('the policy for what is given by address is what its runs need: no control plane', async () => {
  const { account, run, expectExact } = await runsWith(async ({ addTheirs }) => {
    const { opensearch, neptune } = await addTheirs()
    const addresses = { opensearch: { endpoint: opensearch.url }, neptune: { endpoint: neptune.url } }
    return { ...both, region: 'eu-west-1', aws: { allowedAccounts: ['111122223333'], ...addresses } }
  })
  await run(0)
  expect(account.aws.calls).toEqual([])
  await expectExact()
})

test('a run that may not delete what it would create creates nothing, and is told what is missing', async () => {
  const { account, run } = await runsWith(() => ({ ...both, region: 'eu-west-1', aws }))
  account.aws.fault('DeleteDomain', denied())
  account.aws.fault('DeleteDBInstance', denied())
  const { output } = await run(1)
  expect(output).toMatch(
    /PermissionError: AWS denies arn:aws:sts::111122223333:assumed-role\/developer\/ci 2 actions .*\n.*\n- es:DeleteDomain on arn:aws:es:eu-west-1:111122223333:domain\/vaf-policy-/,
  )
  expect(output).toContain('"rds:DeleteDBInstance"\n')
  expect(account.aws.calls.filter(({ operation }) => operation.startsWith('Create'))).toEqual([])
})
