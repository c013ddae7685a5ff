import type { AskEngine } from './ask-engine.ts'
import { emptyEngine, resetCluster } from './empty-engine.ts'
import type { RestTarget } from './run-rest-test.ts'

/** An engine without a gate, emptied for each test. */
export const plainTarget = (ask: AskEngine): RestTarget => ({
  send: ask,
  reset: async () => {
    await resetCluster(ask)
    await emptyEngine(ask)
  },
})
