import { onTestFinished } from 'vitest'
import type { ReadySession } from '../../src/contracts/provided-run.ts'
import { WorkerSession } from '../../src/worker/worker-run.ts'
import { credentialsOf } from '../gate/open-test-gate.ts'

export interface OpenWorker extends Partial<Pick<ReadySession, 'id' | 'isolation' | 'opensearch' | 'neptune'>> {
  /** Default the first of two. */
  readonly slot?: number
  /** As of `WorkerSession`. */
  readonly tell?: (message: string) => void
}

const slots = [0, 1, 2]

/** A worker of a session with these services, default none. It is closed with the test. */
export function openWorker({ slot = 1, tell, ...session }: OpenWorker = {}): WorkerSession {
  const worker = new WorkerSession(
    {
      ...{ state: 'ready', id: 'vaf-tests', region: 'eu-west-1', root: import.meta.dirname, workers: 2 },
      ...{ isolation: 'exclusive', exportCredentials: false, workerVariables: {} },
      credentials: { from: 'session', identities: slots.map(credentialsOf) },
      ...session,
    },
    slot,
    tell,
  )
  onTestFinished(() => worker.close())
  return worker
}
