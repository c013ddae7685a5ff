import { afterAll, beforeAll, test } from 'vitest'
import { assertNoInterference } from './interference.ts'
import { type PartitionGraphs, startGraphs } from './partition-graphs.ts'

let graphs: PartitionGraphs

beforeAll(async () => {
  graphs = await startGraphs()
})

afterAll(() => graphs?.stop())

test.for([2, 3, 4])(
  'none of many traversals sees or changes what is of others, with seed %i',
  { timeout: 900_000 },
  async (seed) => {
    await assertNoInterference(graphs, { seed, numRuns: 3_000 })
  },
)
