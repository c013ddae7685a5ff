import { expect, test } from 'vitest'
import type { AwsOptions } from '../../src/config/resolve.ts'
import { resolveOptions } from '../../src/config/resolve.ts'

const env = { AWS_FIXTURES_TARGET: 'aws', HOME: '/home/somebody' }
const resolved = (aws: object, region = 'us-east-1') =>
  resolveOptions(
    { opensearch: true, neptune: true, region, aws: { insideVpc: true, ...aws } },
    '/nowhere',
    env,
  ) as AwsOptions

/** What is said of these options. */
function issuesOf(aws: object): readonly string[] {
  try {
    resolved(aws)
  } catch (error) {
    expect(error).toMatchObject({ code: 'AWS_FIXTURE_CONFIG' })
    return (error as Error).message.split('\n').slice(1)
  }
  return []
}

test('without guardrails anything may be asked for', () => {
  const aws = {
    opensearch: { instanceType: 'r9.huge.search', instanceCount: 40 },
    neptune: { serverless: { maxNcu: 128 } },
  }
  expect(issuesOf(aws)).toEqual([])
})

test('a type, a class and a serverless instance that are not on the list are refused', () => {
  const allowedInstanceTypes = ['t3.small.search', 'db.t3.medium']
  expect(issuesOf({ allowedInstanceTypes })).toEqual([])
  expect(
    issuesOf({
      allowedInstanceTypes,
      opensearch: { instanceType: 'r6g.large.search' },
      neptune: { instanceClass: 'db.r5.large' },
    }),
  ).toEqual([
    "- aws.opensearch.instanceType: 'r6g.large.search' is not among 'aws.allowedInstanceTypes', which has t3.small.search, db.t3.medium.",
    "- aws.neptune.instanceClass: 'db.r5.large' is not among 'aws.allowedInstanceTypes', which has t3.small.search, db.t3.medium.",
  ])
  expect(issuesOf({ allowedInstanceTypes: ['t3.small.search'], neptune: { serverless: { maxNcu: 2 } } })).toEqual([
    "- aws.neptune.serverless: 'db.serverless' is not among 'aws.allowedInstanceTypes', which has t3.small.search.",
  ])
})

test('more nodes and more capacity units than are allowed are refused', () => {
  const limits = { maxNodes: 2, maxNcu: 4 }
  expect(issuesOf({ ...limits, opensearch: { instanceCount: 2 }, neptune: { serverless: { maxNcu: 4 } } })).toEqual([])
  expect(issuesOf({ ...limits, opensearch: { instanceCount: 3 }, neptune: { serverless: { maxNcu: 4.5 } } })).toEqual([
    "- aws.opensearch.instanceCount: 3 is more than 'aws.maxNodes' allows, 2.",
    "- aws.neptune.serverless.maxNcu: 4.5 is more than 'aws.maxNcu' allows, 4.",
  ])
})

test('what costs more an hour than is allowed is refused, both services together', () => {
  expect(issuesOf({ maxHourlyUsd: 0.14 })).toEqual([])
  expect(issuesOf({ maxHourlyUsd: 0.13 })).toEqual([
    '- aws.maxHourlyUsd: what is asked for costs about $0.14 an hour at us-east-1 prices of March 2026; 0.13 is allowed.',
  ])
  expect(issuesOf({ maxHourlyUsd: 0.5, neptune: { serverless: { maxNcu: 8 } } })).toEqual([
    '- aws.maxHourlyUsd: what is asked for costs at most about $1.32 an hour at us-east-1 prices of March 2026; 0.5 is allowed.',
  ])
})

test('what has no price is refused under a limit, with the line to write, and not otherwise', () => {
  const aws = { opensearch: { instanceType: 'r9.large.search' } }
  expect(issuesOf(aws)).toEqual([])
  expect(issuesOf({ ...aws, maxHourlyUsd: 5 })).toEqual([
    "- aws.maxHourlyUsd: the price of r9.large.search is not known. Add it: aws: { pricesPerHour: { 'r9.large.search': <US dollars an hour in us-east-1> } }",
  ])
  expect(issuesOf({ ...aws, maxHourlyUsd: 5, pricesPerHour: { 'r9.large.search': 0.2 } })).toEqual([])
})

test('prices of the user go before those of the list, in any region', () => {
  const aws = {
    pricesPerHour: { 't3.small.search': 0.06, NCU: 0.3 },
    neptune: { serverless: { maxNcu: 2 } },
  }
  const { opensearch, neptune } = resolved(aws, 'sa-east-1')
  expect(opensearch?.wanted).toMatchObject({
    cost: { perHourUsd: expect.closeTo(0.063, 3), by: "at the prices of 'aws.pricesPerHour'" },
  })
  expect(neptune?.wanted).toMatchObject({ cost: { perHourUsd: 0.6, isAtMost: true } })
})

test('what is given by the user, and not made, is not asked about', () => {
  const aws = { opensearch: { domainName: 'orders' }, neptune: { clusterIdentifier: 'routes' } }
  expect(issuesOf({ ...aws, maxHourlyUsd: 0, allowedInstanceTypes: [], maxNodes: 1 })).toEqual([])
})

test('a limit that is none is refused', () => {
  expect(issuesOf({ maxHourlyUsd: -1, ttlMinutes: 0, pricesPerHour: { NCU: -0.1 } })).toHaveLength(3)
})
