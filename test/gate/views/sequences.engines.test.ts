import { test } from 'vitest'
import { compareSequences } from './sequences/compare-sequences.ts'

test('two scopes that use the same names get the answers of two engines', { timeout: 600_000 }, () =>
  compareSequences(20),
)
