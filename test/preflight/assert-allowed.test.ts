import { expect, test } from 'vitest'
import type { AwsOptions } from '../../src/config/resolve.ts'
import { resolveOptions } from '../../src/config/resolve.ts'
import { ConfigError } from '../../src/errors/errors.ts'
import { assertAccountAllowed, assertRegionAllowed, isToCreate } from '../../src/preflight/assert-allowed.ts'
import * as messages from '../../src/preflight/messages.ts'

const resolved = (options: { readonly reuse?: boolean; readonly aws?: object } = {}) => {
  const { aws, ...rest } = options
  const given = { opensearch: true, ...rest, region: 'eu-west-1', aws: { ...aws } }
  return resolveOptions(given, '/nowhere', { AWS_FIXTURES_TARGET: 'aws', HOME: '/home/somebody' }) as AwsOptions
}

test('a run may create in the regions that the options name, and in every region where they name none', () => {
  assertRegionAllowed(resolved())
  assertRegionAllowed(resolved({ aws: { allowedRegions: ['us-east-1', 'eu-west-1'] } }))
  const allowed = ['us-east-1', 'us-west-2']
  expect(() => assertRegionAllowed(resolved({ aws: { allowedRegions: allowed } }))).toThrow(
    new ConfigError(messages.regionNotAllowed('eu-west-1', allowed)),
  )
})

test('a run may create in the accounts that the options name, and in no other', () => {
  assertAccountAllowed('111122223333', resolved({ aws: { allowedAccounts: ['111122223333'] } }))
  expect(() => assertAccountAllowed('111122223333', resolved())).toThrow(
    new ConfigError(messages.accountNotAllowed('111122223333')),
  )
})

test('a run certainly creates something unless it reuses or is given what it needs', () => {
  expect(isToCreate(resolved())).toBe(true)
  expect(isToCreate(resolved({ reuse: true }))).toBe(false)
  expect(isToCreate(resolved({ aws: { opensearch: { domainName: 'orders' } } }))).toBe(false)
})
