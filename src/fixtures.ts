/**
 * What tests import: `import { expect, test } from 'vitest-aws-fixtures/fixtures'`. But `vi` comes from 'vitest': Vitest puts
 * `vi.mock` before the imports of a file only where it sees it come from there.
 */
import { test as base } from 'vitest'
import { extendTest } from './worker/fixtures/fixtures.ts'

export {
  afterAll,
  afterEach,
  assert,
  beforeAll,
  beforeEach,
  describe,
  expect,
  expectTypeOf,
  inject,
  onTestFailed,
  onTestFinished,
  suite,
} from 'vitest'
export type { AwsConnections, AwsFixtures } from './worker/fixtures/fixtures.ts'
export { extendTest, fixtures } from './worker/fixtures/fixtures.ts'
export { seed } from './worker/fixtures/seed.ts'
export type { SnapshotSerializer } from './worker/fixtures/stable-names.ts'
export { stableNames } from './worker/fixtures/stable-names.ts'

/** Vitest's `test` with the fixtures of this package. */
export const test = extendTest(base)
/** The same as `test`. */
export const it = test
