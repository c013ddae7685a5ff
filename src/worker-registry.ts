import type { WorkerSession } from './session/worker-session.ts'

const key = Symbol.for('vitest-aws-fixtures.worker')

/** The set-up file and the fixtures may be two instances of this package, so what they share hangs on the realm. */
const realm = globalThis as typeof globalThis & { [key]?: WorkerSession | undefined }

export function setWorkerSession(worker: WorkerSession | undefined): void {
  realm[key] = worker
}

export function workerSession(): WorkerSession | undefined {
  return realm[key]
}
