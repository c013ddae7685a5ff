import { expect, test } from 'vitest'
import { unpackOwnership } from '../../../src/resource/ownership-tag.ts'
import { projectWith, usesGraph, usesIndex } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'
import type { SimulatedAccount } from '../../support/simulated-account.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const engines = simulatedEngines()

const runIn = (account: SimulatedAccount, aws: object, options: object = {}) =>
  runVitest({
    vitest: 5,
    files: projectWith(
      JSON.stringify({
        opensearch: true,
        neptune: true,
        ...options,
        region: 'eu-west-1',
        aws: { insideVpc: true, allowedAccounts: ['111122223333'], name: 'guarded', ...aws },
      }),
      `${usesIndex}\n${usesGraph}`,
    ),
    env: account.env,
    machine: account.machine,
  })

test('a run within its limits tells what an hour costs before it creates, and ends with the receipt', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const limits = {
    allowedRegions: ['eu-west-1'],
    allowedInstanceTypes: ['t3.small.search', 'db.t3.medium'],
    maxNodes: 1,
    maxHourlyUsd: 0.25,
    pricesPerHour: { 'db.t3.medium': 0.11 },
    ttlMinutes: 30,
  }
  const tags: (string | undefined)[] = []
  account.aws.after('CreateDomain', () => {
    tags.push(account.domains.domain(account.domains.running[0] ?? '')?.tags.get('vitest-aws-fixtures'))
  })
  const before = Date.now()
  const run = await runIn(account, limits)
  expect(run.output).toMatch(
    /OpenSearch domain vaf-guarded-\w+-1 requested: about \$0\.051 an hour until it is deleted, at us-east-1 prices of March 2026, times 1\.35/,
  )
  expect(run.output).toMatch(
    /Neptune cluster vaf-guarded-\w+-1 requested: about \$0\.11 an hour until it is deleted, at the prices of 'aws\.pricesPerHour'/,
  )
  // The two are requested side by side, in any order.
  const receipt = /estimated cost of this run:\n((?:\s+- .+\n){3})/.exec(run.output)?.[1]
  expect(receipt).toMatch(/^\s+- OpenSearch domain vaf-guarded-\w+-1: [\d.]+ s, less than \$0\.01$/m)
  expect(receipt).toMatch(/^\s+- Neptune cluster vaf-guarded-\w+-1: [\d.]+ s, less than \$0\.01$/m)
  expect(receipt).toMatch(/\n\s+- less than \$0\.01 in total\n$/)
  expect(run.exitCode).toBe(0)
  expect(account.running()).toEqual([])
  const expires = Date.parse(unpackOwnership(tags[0])?.expires ?? '')
  expect(expires).toBeGreaterThanOrEqual(before + 30 * 60_000 - 1_000)
  expect(expires).toBeLessThanOrEqual(Date.now() + 30 * 60_000)
})

test('the end of a run says what its kept resources go on costing', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const aws = { neptune: { afterRun: 'stop' } }
  for (const word of ['[\\d.]+ s, less than \\$0\\.01; ', '']) {
    const run = await runIn(account, aws, { reuse: true })
    expect(run.output).toMatch(
      new RegExp(`OpenSearch domain \\S+: ${word}it stays and goes on costing: about \\$0\\.051 an hour\\n`),
    )
    expect(run.output).toMatch(new RegExp(`Neptune cluster \\S+: ${word}it stays stopped, only its storage costs\\n`))
    expect(run.exitCode).toBe(0)
  }
})

test.for<[string, object, string]>([
  [
    'a type that is not on the list',
    { allowedInstanceTypes: ['db.t3.medium'] },
    "- aws.opensearch.instanceType: 't3.small.search' is not among 'aws.allowedInstanceTypes', which has db.t3.medium.",
  ],
  [
    'too many nodes',
    { maxNodes: 1, opensearch: { instanceCount: 3 } },
    "- aws.opensearch.instanceCount: 3 is more than 'aws.maxNodes' allows, 1.",
  ],
  [
    'too many capacity units',
    { maxNcu: 2, neptune: { serverless: { maxNcu: 16 } } },
    "- aws.neptune.serverless.maxNcu: 16 is more than 'aws.maxNcu' allows, 2.",
  ],
  [
    'too many dollars an hour',
    { maxHourlyUsd: 0.1 },
    '- aws.maxHourlyUsd: what is asked for costs about $0.18 an hour at us-east-1 prices of March 2026, times 1.35; 0.1 is allowed.',
  ],
  [
    'a type without a price under a limit',
    { maxHourlyUsd: 1, opensearch: { instanceType: 'r9.large.search' } },
    "pricesPerHour: { 'r9.large.search': <US dollars an hour in eu-west-1> }",
  ],
  [
    'a region that is not allowed',
    { allowedRegions: ['us-east-1'] },
    "Nothing is created in region eu-west-1: 'aws.allowedRegions' does not name it.",
  ],
])('%s ends the run without a call to AWS', async ([_, aws, message]) => {
  const account = await simulatedAccount({ engines: engines() })
  const run = await runIn(account, aws)
  expect(run.output).toContain(message)
  expect(run.exitCode).toBe(1)
  expect(account.aws.calls).toEqual([])
})

test('an account that is not allowed is refused after one call, and before anything is looked up', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const run = await runIn(account, { allowedAccounts: ['444455556666'] })
  expect(run.output).toContain("aws: { allowedAccounts: ['111122223333'] }")
  expect(run.exitCode).toBe(1)
  expect(account.aws.lines()).toEqual(['GetCallerIdentity: ok'])
})

test('a clock that is twenty minutes wrong is told with that, after one call', async () => {
  const account = await simulatedAccount({ engines: engines() })
  account.aws.clockAheadMs = -20 * 60_000
  const run = await runIn(account, {})
  expect(run.output).toMatch(/This machine's clock is (20 min|20 min 1 s|19 min 59 s) ahead of the clock of AWS\./)
  expect(run.exitCode).toBe(1)
  expect(account.aws.calls).toHaveLength(1)
})
