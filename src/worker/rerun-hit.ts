import type { RunnerTestSuite } from 'vitest'

/**
 * Has every test of a suite run once more where it fails, and another run had ended the engine that it had written to;
 * `wasHit` says so by the test's id. A test that the user has given retries has them already.
 *
 * To be called before the first test begins: how often a test may run is read when it does.
 */
export function rerunHit({ tasks }: RunnerTestSuite, wasHit: (test: string) => boolean): void {
  for (const task of tasks) {
    if (task.type === 'suite') rerunHit(task, wasHit)
    else task.retry ||= { count: 1, condition: () => wasHit(task.id) }
  }
}
