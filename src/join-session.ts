import type { TestProject } from 'vitest/node'
import type { ResolvedOptions } from './config/resolve.ts'
import type { FilesInNeed } from './demand/files-in-need.ts'
import type { CleanupError } from './errors.ts'
import { setupWorker } from './own-files.ts'
import { sessionReporter } from './report/session-reporter.ts'
import type { SharedSession } from './run.ts'
import { runOf } from './run.ts'
import type { JoinedSession } from './session/provided-session.ts'
import { sessionKey } from './session-key.ts'
import type { Session } from './target/session.ts'
import { startSession } from './target/session.ts'
import { prepareWorkerVariables } from './worker-variables.ts'

/**
 * Starts a session for a project, or joins the one that another project has started that asks for the same, and gives it
 * to the project's workers. The project leaves it when Vitest closes.
 */
export async function joinSession(project: TestProject, options: ResolvedOptions, files: FilesInNeed): Promise<void> {
  const session = await startOrJoin(project, options)
  project.provide('awsFixtures', forProject(session, options, files))
  prepareWorkerVariables(project, options, session)
  setUpWorkers(project)
}

/** Only now: where no file needs the services, no worker loads anything of ours. */
function setUpWorkers({ config }: TestProject): void {
  if (config.setupFiles.includes(setupWorker)) return
  config.setupFiles.unshift(setupWorker)
  // In parallel, which is Vitest's default, the user's set-up files could read the environment before it is filled.
  config.sequence.setupFiles = 'list'
}

async function startOrJoin(project: TestProject, options: ResolvedOptions): Promise<Session> {
  const { sessions } = runOf(project.vitest)
  const key = sessionKey(options)
  let shared = sessions.get(key)
  if (!shared) {
    shared = { session: start(project, options), users: new Set() }
    sessions.set(key, shared)
  }
  shared.users.add(project)
  try {
    return await shared.session
  } catch (error) {
    sessions.delete(key)
    throw error
  }
}

function start({ vitest }: TestProject, options: ResolvedOptions): Promise<Session> {
  return startSession({
    options,
    workers: Math.max(...[...vitest.projects, vitest].map(({ config }) => Number(config.maxWorkers) || 1)),
    // Standard output is the reporter's: what it writes there may be JSON, or XML.
    report: sessionReporter({
      print: (line) => vitest.logger.error(line),
      isSilent: vitest.config.silent === true,
    }),
    onSignal: () => void vitest.cancelCurrentRun('keyboard-input'),
  })
}

/** What of a session differs from one project that uses it to the next. */
function forProject({ provided }: Session, options: ResolvedOptions, files: FilesInNeed): JoinedSession {
  return {
    ...provided,
    files,
    root: options.root,
    exportCredentials: options.exportCredentials,
    workerVariables: Object.fromEntries(
      Object.entries(options.variables).filter(
        (entry): entry is [string, 'opensearch.indexPrefix'] => entry[1] === 'opensearch.indexPrefix',
      ),
    ),
  }
}

/** Takes a project out of the sessions it uses. The last one ends a session, and the run fails where that is not proved. */
export async function leaveSessions(project: TestProject): Promise<void> {
  const { sessions } = runOf(project.vitest)
  for (const [key, shared] of sessions) {
    if (!shared.users.delete(project) || shared.users.size > 0) continue
    sessions.delete(key)
    await end(project, shared)
  }
}

/**
 * A cleanup that cannot be proved sets the exit code itself: Vitest 4.1 exits 0 when a tear-down throws
 * (vitest-dev/vitest#10794), and 5 does with `dangerouslyIgnoreUnhandledErrors`.
 */
async function end({ vitest }: TestProject, { session }: SharedSession): Promise<void> {
  const { release, onLeak } = await session
  const failure = await release()
  if (!failure) return
  if (onLeak === 'fail') process.exitCode ||= 1
  vitest.logger.printError(printable(failure), { type: 'Cleanup Verification Error' })
}

/** The message says it all; the stack, and the requests inside the causes, would bury it. */
function printable({ name, message, code }: CleanupError): Error {
  return Object.assign(new Error(message), { name, code, stack: `${name}: ${message}` })
}
