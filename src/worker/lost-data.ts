import type { RunnerTestSuite } from 'vitest'

/** Tests that lost what they had written, because their engine was replaced while they ran. */
export class LostDataTests {
  readonly #running = new Set<string>()
  readonly #hit = new Set<string>()

  begin(id: string): void {
    this.#running.add(id)
  }

  /** Call it after everything that the test has made is removed. */
  end(id: string): void {
    this.#running.delete(id)
  }

  /** Notes that an engine was replaced. All running tests have lost data, because a gate cannot distinguish the tests of a worker. */
  note(): void {
    for (const id of this.#running) this.#hit.add(id)
  }

  /** Whether the test has lost data. True once for each loss. */
  take(id: string): boolean {
    return this.#hit.delete(id)
  }
}

/**
 * Makes each test of a suite run once more when it fails because another run had ended the engine that it had written to;
 * `hasLostData` tells that by the test's id. A test with the user's own retries keeps them.
 *
 * Call it before the first test begins, because Vitest reads the number of retries then.
 */
export function retryAfterLoss({ tasks }: RunnerTestSuite, hasLostData: (test: string) => boolean): void {
  for (const task of tasks) {
    if (task.type === 'suite') retryAfterLoss(task, hasLostData)
    else task.retry ||= { count: 1, condition: () => hasLostData(task.id) }
  }
}
