import { expect, test } from 'vitest'
import type { AwsOptions } from '../../src/config/resolve.ts'
import { resolveOptions } from '../../src/config/resolve.ts'
import { assertAccountAllowed, assertRegionAllowed, isToCreate } from '../../src/preflight/assert-allowed.ts'

const resolved = (options: { readonly reuse?: boolean; readonly aws?: object } = {}) => {
  const { aws, ...rest } = options
  const given = { opensearch: true, ...rest, region: 'eu-west-1', aws: { ...aws } }
  return resolveOptions(given, '/nowhere', { AWS_FIXTURES_TARGET: 'aws', HOME: '/home/somebody' }) as AwsOptions
}

test('a region is allowed by its name, and any where none is named', () => {
  assertRegionAllowed(resolved())
  assertRegionAllowed(resolved({ aws: { allowedRegions: ['us-east-1', 'eu-west-1'] } }))
  expect(() => assertRegionAllowed(resolved({ aws: { allowedRegions: ['us-east-1', 'us-west-2'] } }))).toThrow(
    [
      "Nothing is created in region eu-west-1: 'aws.allowedRegions' does not name it.",
      'It names us-east-1, us-west-2.',
      "Choose another region ('region', AWS_REGION), or allow it: aws: { allowedRegions: ['eu-west-1'] }",
    ].join('\n'),
  )
})

test('an account is allowed by its number only', () => {
  assertAccountAllowed('111122223333', resolved({ aws: { allowedAccounts: ['111122223333'] } }))
  expect(() => assertAccountAllowed('111122223333', resolved())).toThrow(
    "To allow it, write in awsFixtures(): aws: { allowedAccounts: ['111122223333'] }",
  )
})

test('whether something is made is known beforehand, unless an earlier run may have made it', () => {
  expect(isToCreate(resolved())).toBe(true)
  expect(isToCreate(resolved({ reuse: true }))).toBe(false)
  expect(isToCreate(resolved({ aws: { opensearch: { domainName: 'orders' } } }))).toBe(false)
})
