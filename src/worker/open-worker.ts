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

/** Opens this worker's part of the run for one test file, and has it emptied after each test and closed after the last. */
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
    // Before anything of this file: what waits here counts against no test's time, and no test has replaced the network.
    if (run.credentials.from !== 'run') await worker.credentials()
    // And none has put anything in the place of a driver's methods.
    if (run.neptune) await worker.neptune()
    await worker.acquireGraph()
    // What an earlier file left after its last test must not meet the first test of this one.
    await worker.namespace.clean()
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
      // Before what takes longer: Vitest reports a suite that has failed some moments later, and only once.
      await unlessEnginesStopped(run, worker.namespace.askForRejected(), false)
      appendToSuiteErrors(file, worker.rejected.takeOutside())
      await unlessEnginesStopped(run, attempts.endAll(), false)
      await unlessEnginesStopped(run, worker.dropSeeds(), false)
      await unlessEnginesStopped(run, worker.namespace.clean(), false)
    } catch (error) {
      throw withLink(error)
    } finally {
      appendToSuiteErrors(file, worker.rejected.takeOutside())
      await worker.close()
    }
  }, timeoutMs)
}
