import { onTestFinished } from 'vitest'
import type { JoinedRun } from '../../src/contracts/provided-run.ts'
import { WorkerRun } from '../../src/worker/worker-run.ts'
import { credentialsOf } from '../gate/open-test-gate.ts'

export interface OpenWorker
  extends Partial<Pick<JoinedRun, 'id' | 'directory' | 'isolation' | 'opensearch' | 'neptune'>> {
  /** The worker's slot. Default: the first of two. */
  readonly slot?: number
  /** The same as in `WorkerRun`. */
  readonly tell?: (message: string) => void
}

const slots = [0, 1, 2]

/** A worker of a run with these services, default none. It is closed with the test. */
export function openWorker({ slot = 1, tell, ...run }: OpenWorker = {}): WorkerRun {
  const worker = new WorkerRun(
    {
      ...{ state: 'ready', id: 'vaf-tests', region: 'eu-west-1', root: import.meta.dirname, workers: 2 },
      ...{ isolation: 'exclusive', exportCredentials: false, workerVariables: {}, files: 'all' },
      credentials: { from: 'run', identities: slots.map(credentialsOf) },
      ...run,
    },
    slot,
    tell,
  )
  onTestFinished(() => worker.close())
  return worker
}
