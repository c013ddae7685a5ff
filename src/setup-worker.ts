/** Runs in every worker, before the user's set-up files and before each test file. */

import { afterAll, aroundEach, inject } from 'vitest'
import type {} from './provided.ts'
import { WorkerSession } from './session/worker-session.ts'
import { setWorkerSession } from './worker-registry.ts'
import { exportToEnvironment, trustAuthorities } from './worker-surroundings.ts'

/** Dropping a namespace or restoring a graph may take longer than a test's own hooks, in milliseconds. */
const CLEAN_TIMEOUT_MS = 60_000

const provided = inject('awsFixtures')
if (provided?.state === 'ready') {
  const slot = Number(process.env.VITEST_POOL_ID)
  const worker = new WorkerSession(provided, slot)
  setWorkerSession(worker)
  trustAuthorities(provided)
  exportToEnvironment(provided, worker)
  // What an earlier file left after its last test must not meet the first test of this one.
  await worker.clean()

  aroundEach(async (runTest, { task }) => {
    await worker.beginTest(task.id)
    try {
      await runTest()
    } finally {
      await worker.endTest(task.id)
    }
  }, CLEAN_TIMEOUT_MS)

  afterAll(async () => {
    try {
      await worker.clean()
    } finally {
      await worker.close()
    }
  }, CLEAN_TIMEOUT_MS)
}
