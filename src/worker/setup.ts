/** Runs in every worker, before the user's set-up files and before each test file. */

import { expect, inject } from 'vitest'
import type {} from '../contracts/provided.ts'
import { withLink } from '../errors/link.ts'
import { currentWorker, setWorker } from './worker-registry.ts'

// Where files share a worker, the run that an earlier one has opened is not this one's. One that could not be loaded
// has had no afterAll.
currentWorker()?.run.releaseGraph()
setWorker(undefined)

const provided = inject('awsFixtures')
const { testPath = '' } = expect.getState()
const isInNeed = provided && 'files' in provided && (provided.files === 'all' || provided.files.includes(testPath))
if (provided?.state === 'ready' && isInNeed) {
  // What it takes to use the services is loaded only where they are needed.
  // The first comes from Vitest's own process; most of what it imports is loaded while that is asked.
  const [{ openWorker }] = await Promise.all([import('./open-worker.ts'), import('./worker-run.ts')])
  await openWorker(provided, testPath).catch((error: unknown) => {
    throw withLink(error)
  })
} else if (provided?.state === 'failed' && isInNeed) {
  // Its own clients may still find what an earlier run of this watch was given.
  const { setUpFailed } = await import('./set-up-failed.ts')
  throw setUpFailed(provided.error)
}
