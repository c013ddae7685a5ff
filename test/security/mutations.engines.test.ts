import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningEngine, startEngine } from '../gate/start-engine.ts'
import { runMutations } from './run-mutations.ts'

let engines: { readonly neptune: RunningEngine; readonly opensearch: RunningEngine }
beforeAll(async () => {
  const [neptune, opensearch] = await Promise.all([startEngine('gremlin'), startEngine('opensearch')])
  engines = { neptune, opensearch }
}, 240_000)
afterAll(() => Promise.all([engines?.neptune.stop(), engines?.opensearch.stop()]))

test('5,000 mutated requests end no engine, and no whole request between them is rejected', async () => {
  await expect(runMutations({ engines, seed: 20_261_130, count: 5_000 })).resolves.toBeUndefined()
})
