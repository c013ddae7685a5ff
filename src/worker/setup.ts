/** Runs in every worker, before the user's set-up files and before each test file. */

import { expect, inject } from 'vitest'
import type {} from '../contracts/provided.ts'
import { withLink } from '../errors/link.ts'
import { currentWorker, setWorker } from './worker-registry.ts'

// Where files share a worker, this file must not use the worker's run of an earlier file. A file that could not be loaded
// had no afterAll to close it.
currentWorker()?.run.releaseGraph()
setWorker(undefined)

const provided = inject('awsFixtures')
const { testPath = '' } = expect.getState()
const isInNeed = provided && 'files' in provided && (provided.files === 'all' || provided.files.includes(testPath))
if (provided?.state === 'ready' && isInNeed) {
  // The modules for the services are loaded only for files that need them.
  // The first answer comes from Vitest's main process. Most modules are loaded during that request.
  const [{ openWorker }] = await Promise.all([import('./open-worker.ts'), import('./worker-run.ts')])
  await openWorker(provided, testPath).catch((error: unknown) => {
    throw withLink(error)
  })
} else if (provided?.state === 'failed' && isInNeed) {
  // The environment may still have the variables of an earlier run in this watch.
  const { setUpFailed } = await import('./set-up-failed.ts')
  throw setUpFailed(provided.error)
}
