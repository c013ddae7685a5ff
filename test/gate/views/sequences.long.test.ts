import { test } from 'vitest'
import { compareSequences } from './sequences/compare-sequences.ts'

/** How many sequences; the environment can say fewer. */
const COUNT = Number(process.env.SEQUENCES ?? 10_000)

test(
  'random sequences of calls by two scopes that use the same names get the answers of two engines',
  {
    timeout: 6 * 3_600_000,
  },
  () => compareSequences(COUNT),
)
