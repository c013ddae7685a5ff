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

/** The issues of these options. */
function issuesOf(aws: object): readonly string[] {
  try {
    resolved(aws)
  } catch (error) {
    expect(error).toMatchObject({ code: 'AWS_FIXTURE_CONFIG' })
    return (error as Error).message.split('\n').slice(1)
  }
  return []
}

test('options without guardrails may ask for anything', () => {
  const aws = {
    opensearch: { instanceType: 'r9.huge.search', instanceCount: 40 },
    neptune: { serverless: { maxNcu: 128 } },
  }
  expect(issuesOf(aws)).toEqual([])
})

test('guardrails refuse a type, a class and a serverless instance that are not on the list', () => {
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

test('guardrails refuse more nodes and more capacity units than are allowed', () => {
  const limits = { maxNodes: 2, maxNcu: 4 }
  expect(issuesOf({ ...limits, opensearch: { instanceCount: 2 }, neptune: { serverless: { maxNcu: 4 } } })).toEqual([])
  expect(issuesOf({ ...limits, opensearch: { instanceCount: 3 }, neptune: { serverless: { maxNcu: 4.5 } } })).toEqual([
    "- aws.opensearch.instanceCount: 3 is more than 'aws.maxNodes' allows, 2.",
    "- aws.neptune.serverless.maxNcu: 4.5 is more than 'aws.maxNcu' allows, 4.",
  ])
})

test('guardrails refuse services that together cost more an hour than is allowed', () => {
  expect(issuesOf({ maxHourlyUsd: 0.14 })).toEqual([])
  expect(issuesOf({ maxHourlyUsd: 0.13 })).toEqual([
    '- aws.maxHourlyUsd: what is asked for costs about $0.14 an hour at us-east-1 prices of March 2026; 0.13 is allowed.',
  ])
  expect(issuesOf({ maxHourlyUsd: 0.5, neptune: { serverless: { maxNcu: 8 } } })).toEqual([
    '- aws.maxHourlyUsd: what is asked for costs at most about $1.32 an hour at us-east-1 prices of March 2026; 0.5 is allowed.',
  ])
})

test('an instance type without a known price is refused only under a limit, with the line to write', () => {
  const aws = { opensearch: { instanceType: 'r9.large.search' } }
  expect(issuesOf(aws)).toEqual([])
  expect(issuesOf({ ...aws, maxHourlyUsd: 5 })).toEqual([
    "- aws.maxHourlyUsd: the price of r9.large.search is not known. Add it: aws: { pricesPerHour: { 'r9.large.search': <US dollars an hour in us-east-1> } }",
  ])
  expect(issuesOf({ ...aws, maxHourlyUsd: 5, pricesPerHour: { 'r9.large.search': 0.2 } })).toEqual([])
})

test("the user's prices win over the list of prices, in any region", () => {
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

test('guardrails ignore a domain or cluster that exists already', () => {
  const aws = { opensearch: { domainName: 'orders' }, neptune: { clusterIdentifier: 'routes' } }
  expect(issuesOf({ ...aws, maxHourlyUsd: 0, allowedInstanceTypes: [], maxNodes: 1 })).toEqual([])
})

test('a guardrail that is no valid limit is refused', () => {
  expect(issuesOf({ maxHourlyUsd: -1, ttlMinutes: 0, pricesPerHour: { NCU: -0.1 } })).toHaveLength(3)
})
