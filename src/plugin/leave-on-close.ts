import type { Vitest } from 'vitest/node'
import { runStateOf } from './run-state.ts'

/**
 * Ends when Vitest closes what no tear-down has ended: where a tear-down of the user's throws, Vitest calls none of those
 * that were set up before it, and ours is the first. Called for each project, for a restart in watch mode forgets it.
 */
export function leaveOnClose(vitest: Vitest): void {
  vitest.onClose(async () => {
    const { runs } = runStateOf(vitest)
    if (runs.size === 0) return
    const { leaveRuns } = await import('./join-run.ts')
    for (const project of [...runs.values()].flatMap(({ users }) => [...users])) await leaveRuns(project)
  })
}
