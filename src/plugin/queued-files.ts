import type { TestProject } from 'vitest/node'
import { runStateOf } from './run-state.ts'

/**
 * The test files of a project that are about to run; none where Vitest only lists tests. `undefined` where nobody knows:
 * a program that runs Vitest may have put its own reporters in the place of all others.
 */
export function queuedFiles(project: TestProject): readonly string[] | undefined {
  const { queueReporter, queued = [] } = runStateOf(project.vitest)
  const { reporters } = project.vitest as unknown as { readonly reporters: readonly unknown[] }
  if (!queueReporter || !reporters.includes(queueReporter)) return undefined
  // Type tests are compiled, not run.
  return queued.filter((spec) => spec.project === project && spec.pool !== 'typescript').map((spec) => spec.moduleId)
}
