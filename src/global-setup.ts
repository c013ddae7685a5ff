import type { TestProject } from 'vitest/node'
import type { ResolvedOptions } from './config/resolve.ts'
import type { CleanupError } from './errors.ts'
import { messageOf } from './errors.ts'
import type {} from './provided.ts'
import { consoleReporter } from './report/console.ts'
import { runOf } from './run.ts'
import type { Session } from './target/session.ts'
import { startSession } from './target/session.ts'
import { prepareWorkerVariables } from './worker-variables.ts'

/** Vitest calls this once a project before its first test runs; what it returns is called when all is over. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const options = runOf(project.vitest).options.get(project)
  if (!options) return undefined
  const session = await startFor(project, options)
  project.provide('awsFixtures', session.provided)
  prepareWorkerVariables(project, options, session)
  return () => tearDown(project, session)
}

/** Starts a session, or joins the one that another project with the same options has started. */
async function startFor(project: TestProject, options: ResolvedOptions): Promise<Session> {
  const { sessions } = runOf(project.vitest)
  const key = JSON.stringify(options)
  let shared = sessions.get(key)
  if (!shared) {
    const { vitest } = project
    const session = startSession({
      options,
      workers: Math.max(
        ...[...runOf(vitest).options.keys(), vitest].map(({ config }) => Number(config.maxWorkers) || 1),
      ),
      report: consoleReporter({ print: (line) => vitest.logger.log(line) }),
      onSignal: () => void vitest.cancelCurrentRun('keyboard-input'),
    })
    shared = { session, users: new Set() }
    sessions.set(key, shared)
  }
  shared.users.add(project)
  try {
    return await shared.session
  } catch (error) {
    sessions.delete(key)
    project.provide('awsFixtures', { state: 'failed', message: messageOf(error) })
    throw error
  }
}

/**
 * Ends the session with its last project. A cleanup that cannot be proved sets the exit code itself: Vitest 4.1 exits 0
 * when a tear-down throws (vitest-dev/vitest#10794), and 5 does with `dangerouslyIgnoreUnhandledErrors`.
 */
async function tearDown(project: TestProject, session: Session): Promise<void> {
  const { sessions } = runOf(project.vitest)
  for (const [key, shared] of sessions) {
    if ((await shared.session) !== session) continue
    shared.users.delete(project)
    if (shared.users.size > 0) return
    sessions.delete(key)
  }
  const failure = await session.release()
  if (!failure) return
  if (session.onLeak === 'fail') process.exitCode ||= 1
  project.vitest.logger.printError(printable(failure), { type: 'Cleanup Verification Error' })
}

/** The message says it all; the stack, and the requests inside the causes, would bury it. */
function printable({ name, message, code }: CleanupError): Error {
  return Object.assign(new Error(message), { name, code, stack: `${name}: ${message}` })
}
