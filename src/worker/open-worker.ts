import { relative } from 'node:path'
import { afterAll, aroundEach, beforeAll } from 'vitest'
import type { JoinedRun } from '../contracts/provided-run.ts'
import { withLink } from '../errors/link.ts'
import { assertEnginesRun, unlessEnginesStopped } from './engines-stopped.ts'
import { retryAfterLoss } from './lost-data.ts'
import { appendToSuiteErrors } from './task-errors.ts'
import { TestAttempts } from './test-attempts.ts'
import { exportToEnvironment, trustAuthorities } from './worker-env.ts'
import { setWorker } from './worker-registry.ts'
import { WorkerRun } from './worker-run.ts'

/** Dropping a namespace or restoring a graph may take longer than a test's own hooks, in milliseconds; by steps, much longer. */
const CLEAN_TIMEOUT_MS = { io: 60_000, steps: 10 * 60_000 } as const

/** Opens this worker's part of the run for one test file. Hooks empty it after each test and close it after the last. */
export async function openWorker(run: JoinedRun, testPath: string): Promise<void> {
  const slot = Number(process.env.VITEST_POOL_ID)
  const timeoutMs = CLEAN_TIMEOUT_MS[run.neptune?.loading ?? 'io']
  const tell = (message: string) => console.warn(`vitest-aws-fixtures: ${message}`)
  assertEnginesRun(run)
  const worker = new WorkerRun(run, slot, tell)
  worker.notes?.beginFile(relative(run.root, testPath))
  const attempts = new TestAttempts(worker)
  setWorker({ run: worker, attempts })
  trustAuthorities(run)
  exportToEnvironment(run, worker)
  try {
    // This runs before any code of this file, so the wait counts against no test's time, and no test has mocked the network yet.
    if (run.credentials.from !== 'run') await worker.credentials()
    // No test has replaced a method of a driver yet either.
    if (run.neptune) await worker.neptune()
    await worker.acquireGraph()
    // The first test of this file must not find leftovers of an earlier file.
    await worker.namespace.clean()
    await worker.views?.outside()
  } catch (error) {
    await worker.close()
    throw error
  }

  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a hook needs.
  beforeAll(({}, suite) => retryAfterLoss(suite, (test) => worker.tests.hasLostData(test)))

  aroundEach((runTest, { task, signal }) => attempts.around({ task, signal }, runTest), timeoutMs)

  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a hook needs.
  afterAll(async ({}, file) => {
    try {
      // This comes before slower steps, because Vitest reports a failed suite shortly afterwards, and only once.
      await unlessEnginesStopped(run, worker.namespace.askForRejected(), false)
      appendToSuiteErrors(file, worker.rejected.takeOutside())
      await unlessEnginesStopped(run, attempts.endAll(), false)
      await unlessEnginesStopped(run, worker.dropSeeds(), false)
      await unlessEnginesStopped(run, worker.endViews(), false)
      await unlessEnginesStopped(run, worker.namespace.clean(), false)
    } catch (error) {
      throw withLink(error)
    } finally {
      appendToSuiteErrors(file, worker.rejected.takeOutside())
      await worker.close()
    }
  }, timeoutMs)
}
