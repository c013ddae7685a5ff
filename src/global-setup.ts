import type { TestProject } from 'vitest/node'
import { runOf } from './run.ts'
import { supply } from './supply.ts'

/** Vitest calls this once a project before its first test runs; what it returns is called when all is over. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { options, setUp } = runOf(project.vitest)
  const given = options.get(project)
  if (!given) return undefined
  setUp.add(project)
  const tearDown = async () => {
    const { sessions } = runOf(project.vitest)
    if (sessions.size === 0) return
    const { leaveSessions } = await import('./join-session.ts')
    await leaveSessions(project)
  }
  try {
    await supply(project, given)
  } catch (error) {
    // Vitest forgets a set-up that has failed, but in watch mode a rerun may start what the first run could not.
    project.vitest.onClose(tearDown)
    throw error
  }
  return tearDown
}
