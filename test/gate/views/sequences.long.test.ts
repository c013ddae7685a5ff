import { test } from 'vitest'
import { compareSequences } from './sequences/compare-sequences.ts'

/** How many sequences; a smaller number by the environment, to look into one. */
const COUNT = Number(process.env.SEQUENCES ?? 10_000)

test(
  'ten thousand sequences of two scopes that use the same names get the answers of two engines',
  {
    timeout: 6 * 3_600_000,
  },
  () => compareSequences(COUNT),
)
