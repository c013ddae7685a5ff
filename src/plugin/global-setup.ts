import type { TestProject } from 'vitest/node'
import { supply, supplyOrTell } from './ensure-run.ts'
import { runStateOf } from './run-state.ts'

/**
 * Vitest calls this once for each project before its first test, and the returned function at the end. An error ends the run;
 * in watch mode it is reported, and the next rerun tries again.
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
