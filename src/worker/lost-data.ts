import type { RunnerTestSuite } from 'vitest'

/** Tests that lost what they had written, because their engine was replaced while they ran. */
export class LostDataTests {
  readonly #running = new Set<string>()
  readonly #hit = new Set<string>()

  begin(id: string): void {
    this.#running.add(id)
  }

  /** To be called once everything that the test has made is removed. */
  end(id: string): void {
    this.#running.delete(id)
  }

  /** An engine was replaced: all tests that run have lost data, because a gate cannot tell the tests of a worker apart. */
  note(): void {
    for (const id of this.#running) this.#hit.add(id)
  }

  /** Whether the test has lost data. True once for each loss. */
  take(id: string): boolean {
    return this.#hit.delete(id)
  }
}

/**
 * Has every test of a suite run once more where it fails, and another run had ended the engine that it had written to;
 * `hasLostData` says so by the test's id. A test that the user has given retries has them already.
 *
 * To be called before the first test begins: how often a test may run is read when it does.
 */
export function retryAfterLoss({ tasks }: RunnerTestSuite, hasLostData: (test: string) => boolean): void {
  for (const task of tasks) {
    if (task.type === 'suite') retryAfterLoss(task, hasLostData)
    else task.retry ||= { count: 1, condition: () => hasLostData(task.id) }
  }
}
