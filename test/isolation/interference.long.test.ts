import { test } from 'vitest'
import { assertNoInterference } from './interference.ts'
import { graphsOfFile } from './partition-graphs.ts'

const graphs = graphsOfFile()

test.for([2, 3, 4])(
  'none of many traversals sees or changes what belongs to others, with seed %i',
  { timeout: 900_000 },
  async (seed) => {
    await assertNoInterference(graphs, { seed, numRuns: 3_000 })
  },
)
