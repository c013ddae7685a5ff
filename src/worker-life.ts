import { relative } from 'node:path'
import { afterAll, aroundEach, beforeAll } from 'vitest'
import { rerunHit } from './rerun-hit.ts'
import type { ReadySession } from './session/provided-session.ts'
import { stoppedEngines } from './session/stopped-engines.ts'
import { WorkerSession } from './session/worker-session.ts'
import { isTimeout, tellCause, tellWithFailure, tellWithFailures, withoutPlace } from './tell-with-failure.ts'
import { sleep } from './wait/sleep.ts'
import { setWorkerSession } from './worker-registry.ts'
import { exportToEnvironment, trustAuthorities } from './worker-surroundings.ts'

/** Dropping a namespace or restoring a graph may take longer than a test's own hooks, in milliseconds; by steps, much longer. */
const CLEAN_TIMEOUT_MS = { io: 60_000, steps: 10 * 60_000 } as const

/** What fails is looked at so often, with so many milliseconds between, for whether the engines were stopped. */
const STOP_LOOKS = 10
const STOP_LOOK_MS = 30

/** Opens this worker's part of the session for one test file, and has it emptied after each test and closed after the last. */
export async function openWorker(session: ReadySession, testPath: string): Promise<void> {
  const slot = Number(process.env.VITEST_POOL_ID)
  const timeoutMs = CLEAN_TIMEOUT_MS[session.neptune?.loading ?? 'io']
  const tell = (message: string) => console.warn(`vitest-aws-fixtures: ${message}`)
  assertRuns(session)
  const worker = new WorkerSession(session, slot, tell)
  worker.notes?.beginFile(relative(session.root, testPath))
  setWorkerSession(worker)
  trustAuthorities(session)
  exportToEnvironment(session, worker)
  try {
    // Before anything of this file: what waits here counts against no test's time, and no test has replaced the network.
    if (session.credentials.from !== 'session') await worker.credentials()
    // And none has put anything in the place of a driver's methods.
    if (session.neptune) await worker.neptune()
    await worker.takeTurn(tell)
    // What an earlier file left after its last test must not meet the first test of this one.
    await worker.clean()
  } catch (error) {
    await worker.close()
    throw error
  }

  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a hook needs.
  beforeAll(({}, suite) => rerunHit(suite, (test) => worker.wasHit(test)))

  aroundEach(async (runTest, { task, signal }) => {
    assertRuns(session)
    const known = { name: task.fullName, signal, suite: (task.suite ?? task.file).id }
    await unlessStopped(session, worker.beginTest(task.id, known), true)
    const earlier = task.result?.errors?.length ?? 0
    try {
      await runTest()
    } finally {
      const { waited } = worker.scopeOf(task.id)
      const hasFailed = task.result?.state === 'fail'
      try {
        await unlessStopped(session, worker.endTest(task.id), !hasFailed)
      } finally {
        const { refused } = worker
        const told = [isTimeout(task, earlier) && waited, refused.take(task.id), hasFailed && refused.takeOutside()]
        tellWithFailure(task, told.filter(Boolean).join('\n') || undefined, earlier)
        if (hasFailed) tellCause(task, stoppedEngines(session), earlier)
      }
    }
  }, timeoutMs)

  // biome-ignore lint/correctness/noEmptyPattern: as above.
  afterAll(async ({}, file) => {
    try {
      await unlessStopped(session, worker.dropSeeds(), false)
      await unlessStopped(session, worker.clean(), false)
    } finally {
      tellWithFailures(file, worker.refused.takeOutside())
      await worker.close()
    }
  }, timeoutMs)
}

/** Fails with an EnginesStoppedError where there is nothing any more that a test could use: at once, and not by a timeout. */
function assertRuns(session: ReadySession): void {
  const stopped = stoppedEngines(session)
  if (stopped) throw withoutPlace(stopped)
}

/** What could not be done for the engines were stopped is not told as such; `isToldHere`: that they were is. */
async function unlessStopped(session: ReadySession, work: Promise<void>, isToldHere: boolean): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(await stopSeen(session))) throw error
    if (isToldHere) assertRuns(session)
  }
}

/** Whether the engines were stopped. A process that is killed lets go of its sockets some moments before it has ended. */
async function stopSeen(session: ReadySession): Promise<boolean> {
  for (let look = 1; look <= STOP_LOOKS; look += 1) {
    if (stoppedEngines(session)) return true
    await sleep(STOP_LOOK_MS)
  }
  return false
}
