import type { Reporter, TestProject, Vitest } from 'vitest/node'
import { runOf } from './run.ts'

/**
 * From now on the run knows what is queued: Vitest tells reporters which files it is about to run, before the global
 * set-up and again before each rerun. It tells nobody else. Called for each project; one reporter is enough.
 */
export function watchQueue(vitest: Vitest): void {
  const run = runOf(vitest)
  run.queueReporter ??= reporterFor(vitest)
  if (!vitest.config.reporters.includes(run.queueReporter)) vitest.config.reporters.push(run.queueReporter)
}

function reporterFor(vitest: Vitest): Reporter {
  return {
    async onTestRunStart(specifications) {
      const run = runOf(vitest)
      run.queued = specifications
      const queued = new Set(specifications.map(({ project }) => project))
      const projects = [...queued].filter((project) => run.setUp.has(project))
      if (projects.length === 0) return
      const { supplyAgain } = await import('./supply.ts')
      for (const project of projects) await supplyAgain(project)
    },
  }
}

/**
 * The test files of a project that are about to run; none where Vitest only lists tests. `undefined` where nobody knows:
 * a program that runs Vitest may have put its own reporters in the place of all others.
 */
export function queuedFiles(project: TestProject): readonly string[] | undefined {
  const { queueReporter, queued = [] } = runOf(project.vitest)
  const { reporters } = project.vitest as unknown as { readonly reporters: readonly unknown[] }
  if (!queueReporter || !reporters.includes(queueReporter)) return undefined
  // Type tests are compiled, not run.
  return queued.filter((spec) => spec.project === project && spec.pool !== 'typescript').map((spec) => spec.moduleId)
}
