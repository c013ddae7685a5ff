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
 * Gives a project's workers what the queued files need. Where none of them needs anything, nothing is started, and
 * nothing that starts it is even loaded.
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
    // The message says what to do; where in this package it was noticed would bury it.
    if (error instanceof AwsFixtureError) forgetWhere(error)
    throw error
  }
}

/**
 * The test files of a project that are about to run; none where Vitest only lists tests. `undefined` where nobody knows:
 * a program that runs Vitest may have put its own reporters in the place of all others.
 */
function queuedFiles(project: TestProject): readonly string[] | undefined {
  const { queueReporter, queued = [] } = runStateOf(project.vitest)
  const { reporters } = project.vitest as unknown as { readonly reporters: readonly unknown[] }
  if (!queueReporter || !reporters.includes(queueReporter)) return undefined
  // Type tests are compiled, not run.
  return queued.filter((spec) => spec.project === project && spec.pool !== 'typescript').map((spec) => spec.moduleId)
}

/**
 * The same in watch mode, where a rerun may need what the runs before did not, or could not have. Vitest would end, without
 * a tear-down, on what is thrown before a rerun; so the tests that need the services are left to fail.
 */
export async function supplyOrTell(project: TestProject, options: ResolvedOptions): Promise<void> {
  try {
    await supply(project, options)
  } catch (error) {
    project.vitest.logger.printError(error, { type: 'vitest-aws-fixtures' })
  }
}

/** A rerun may be of a few files only; those of the runs before need the services as well. */
function noteNeed(project: TestProject, files: FilesInNeed): void {
  const { needs } = runStateOf(project.vitest)
  const known = needs.get(project) ?? []
  needs.set(project, files === 'all' || known === 'all' ? 'all' : [...new Set([...known, ...files])])
}

/** How deep causes are nested at most. */
const DEPTH = 8

/**
 * Takes the place out of an error; and where the user can act, out of what caused it too, which the message quotes. Of
 * anything else the place is what somebody has to know.
 */
function forgetWhere(error: AwsFixtureError): void {
  const depth = error.category === 'configuration' ? DEPTH : 1
  let at: unknown = error
  for (let level = 0; at instanceof Error && level < depth; level += 1) {
    at = withoutPlace(at).cause
  }
}
