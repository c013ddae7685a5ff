import type { TestProject } from 'vitest/node'
import type { ResolvedOptions } from '../config/resolve.ts'
import type {} from '../contracts/provided.ts'
import { AwsFixtureError, withoutPlace } from '../errors/errors.ts'
import { withLink } from '../errors/link.ts'
import { toPlainError } from '../errors/plain-error.ts'
import type { FilesInNeed } from './affected-files/affected-files.ts'
import { filesInNeed } from './affected-files/affected-files.ts'
import { runStateOf } from './run-state.ts'
import { prepareListVariables } from './worker-variables.ts'

/**
 * Starts or joins the run that a project's queued files need. Where no file needs one, nothing is started, and the code that
 * starts it is not loaded.
 */
export async function supply(project: TestProject, options: ResolvedOptions): Promise<void> {
  const queued = queuedFiles(project)
  if (queued?.length === 0) prepareListVariables(project, options)
  const files = queued ? await filesInNeed(project, options, queued) : 'all'
  noteNeed(project, files)
  if (queued?.length === 0 || files.length === 0) {
    project.provide('awsFixtures', { state: 'idle' })
    return
  }
  const { joinRun } = await import('./join-run.ts')
  try {
    await joinRun(project, options, files)
  } catch (error) {
    withLink(error)
    project.provide('awsFixtures', { state: 'failed', error: toPlainError(error), files })
    // The message says what to do. Its place in this package would bury it.
    if (error instanceof AwsFixtureError) forgetWhere(error)
    throw error
  }
}

/**
 * The test files of a project that are about to run; none where Vitest only lists tests. `undefined` where they are unknown:
 * a program that runs Vitest may have replaced all reporters.
 */
function queuedFiles(project: TestProject): readonly string[] | undefined {
  const { queueReporter, queued = [] } = runStateOf(project.vitest)
  const { reporters } = project.vitest as unknown as { readonly reporters: readonly unknown[] }
  if (!queueReporter || !reporters.includes(queueReporter)) return undefined
  // Type tests are compiled and not run.
  return queued.filter((spec) => spec.project === project && spec.pool !== 'typescript').map((spec) => spec.moduleId)
}

/**
 * The same in watch mode, where a rerun may need services that earlier runs did not need, or could not start. An error before a
 * rerun would end Vitest without teardown, so that it is reported, and the tests that need the services fail.
 */
export async function supplyOrTell(project: TestProject, options: ResolvedOptions): Promise<void> {
  try {
    await supply(project, options)
  } catch (error) {
    project.vitest.logger.printError(error, { type: 'vitest-aws-fixtures' })
  }
}

/** A rerun may have only a few files. The files of earlier runs still need the services. */
function noteNeed(project: TestProject, files: FilesInNeed): void {
  const { needs } = runStateOf(project.vitest)
  const known = needs.get(project) ?? []
  needs.set(project, files === 'all' || known === 'all' ? 'all' : [...new Set([...known, ...files])])
}

/** Causes are followed to this depth. */
const DEPTH = 8

/**
 * Removes the stack from an error and, where the user can act, from its causes, which the message quotes. The stack of any
 * other cause is kept, because it is needed to find the fault.
 */
function forgetWhere(error: AwsFixtureError): void {
  const depth = error.category === 'configuration' ? DEPTH : 1
  let at: unknown = error
  for (let level = 0; at instanceof Error && level < depth; level += 1) {
    at = withoutPlace(at).cause
  }
}
