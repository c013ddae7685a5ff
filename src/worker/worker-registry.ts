import type { TestAttempts } from './test-attempts.ts'
import type { WorkerRun } from './worker-run.ts'

/** The worker's part of the run, as fixtures and hooks of a test file find it. */
export interface Worker {
  readonly run: WorkerRun
  readonly attempts: TestAttempts
}

const key = Symbol.for('vitest-aws-fixtures.worker')

/** The set-up file and the fixtures may be two instances of this package, so they share data on `globalThis`. */
const realm = globalThis as typeof globalThis & { [key]?: Worker | undefined }

/** The worker's part of the run; `undefined`: this file does not use the services. */
export function setWorker(worker: Worker | undefined): void {
  realm[key] = worker
}

export function currentWorker(): Worker | undefined {
  return realm[key]
}
