import type { TestProject } from 'vitest/node'
import { supply, supplyOrTell } from './ensure-run.ts'
import { runStateOf } from './run-state.ts'

/**
 * Vitest calls this once a project before its first test runs; what it returns is called when all is over. What is thrown
 * here ends a run. Somebody who watches can mend it, so that there it is told, and tried again before the next rerun.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { options, setUp, runs } = runStateOf(project.vitest)
  const given = options.get(project)
  if (!given) return undefined
  setUp.add(project)
  if (project.vitest.config.watch) await supplyOrTell(project, given)
  else await supply(project, given)
  return async () => {
    if (runs.size === 0) return
    const { leaveRuns } = await import('./join-run.ts')
    await leaveRuns(project)
  }
}
