import { basename } from 'node:path'
import type { TestProject } from 'vitest/node'
import type { ResolvedOptions } from '../config/resolve.ts'
import type { JoinedRun } from '../contracts/provided-run.ts'
import { folderState } from '../dataset/dataset-folder.ts'
import type { CleanupError } from '../errors/errors.ts'
import { ConfigError } from '../errors/errors.ts'
import { withLink } from '../errors/link.ts'
import type { Reporter } from '../report/events.ts'
import { runReporter } from '../report/run-reporter.ts'
import type { Run } from '../run/run.ts'
import { startRun } from '../run/run.ts'
import type { FilesInNeed } from './affected-files/affected-files.ts'
import * as messages from './messages.ts'
import { setupWorker } from './own-files.ts'
import type { SharedRun } from './run-state.ts'
import { runStateOf } from './run-state.ts'
import { datasetFolders } from './watch-datasets.ts'
import { prepareWorkerVariables } from './worker-variables.ts'

/**
 * Starts a run for a project, or joins a run that another project with the same needs has started, and provides it to the
 * project's workers. The project leaves the run when Vitest closes.
 */
export async function joinRun(project: TestProject, options: ResolvedOptions, files: FilesInNeed): Promise<void> {
  const run = await startOrJoin(project, options)
  project.provide('awsFixtures', forProject(run, options, files))
  prepareWorkerVariables(project, options, run)
  setUpWorkers(project)
}

/** Adds the set-up of the workers only now: where no file needs the services, no worker loads code of ours. */
function setUpWorkers({ config }: TestProject): void {
  if (config.setupFiles.includes(setupWorker)) return
  config.setupFiles.unshift(setupWorker)
  // In parallel, which is Vitest's default, the user's set-up files could read the environment before it is complete.
  config.sequence.setupFiles = 'list'
}

async function startOrJoin(project: TestProject, options: ResolvedOptions): Promise<Run> {
  const { runs } = runStateOf(project.vitest)
  const key = runKey(options)
  const datasets = datasetsOf(options)
  const report = reporterOf(project)
  let shared = runs.get(key)
  const changed = shared && [...datasets].find(([folder, state]) => shared?.datasets.get(folder) !== state)
  if (shared && changed) {
    const [folder] = changed
    // There another run could make another domain, and saving a file must not cost that time and money.
    if (options.target === 'aws') throw new ConfigError(messages.datasetChangedOnAws(folder))
    runs.delete(key)
    await end(project, shared)
    report({ type: 'dataset-changed', dataset: basename(folder) })
    shared = undefined
  }
  if (!shared) {
    shared = { run: start(project, options, report), datasets, users: new Set() }
    runs.set(key, shared)
  }
  shared.users.add(project)
  try {
    return await shared.run
  } catch (error) {
    runs.delete(key)
    throw error
  }
}

/**
 * A key that is equal for projects that can share a run: their options are equal, but for those that change neither the engines
 * nor what is loaded into them. Functions that open a tunnel are equal where their source is equal.
 */
export function runKey(options: ResolvedOptions): string {
  const { root: _root, cacheDirectory: _cache, include: _include, variables: _variables, ...asked } = options
  const { exportCredentials: _export, ...run } = asked
  // A resource on AWS is named after the first project that needs it.
  const {
    name: _name,
    project: _project,
    ...rest
  } = run as typeof run & {
    readonly name?: string
    readonly project?: unknown
  }
  return JSON.stringify(rest, (_, value: unknown) => (typeof value === 'function' ? String(value) : value))
}

/** The state of the folders of a run's datasets. */
function datasetsOf(options: ResolvedOptions): ReadonlyMap<string, string> {
  return new Map(datasetFolders(options).map((folder) => [folder, folderState(folder)]))
}

/** Not on standard output, where Vitest's reporter may write JSON or XML. */
function reporterOf({ vitest }: TestProject): Reporter {
  return runReporter({
    print: (line) => vitest.logger.error(line),
    isSilent: vitest.config.silent === true,
  })
}

function start({ vitest }: TestProject, options: ResolvedOptions, report: Reporter): Promise<Run> {
  return startRun({
    options,
    workers: Math.max(...[...vitest.projects, vitest].map(({ config }) => Number(config.maxWorkers) || 1)),
    report,
    onSignal: () => void vitest.cancelCurrentRun('keyboard-input'),
  })
}

/** Adds to a run's values what differs between the projects that use it. */
function forProject({ provided }: Run, options: ResolvedOptions, files: FilesInNeed): JoinedRun {
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

/** Removes a project from the runs that it uses. The last project ends a run, which fails where its cleanup is not proved. */
export async function leaveRuns(project: TestProject): Promise<void> {
  const { runs } = runStateOf(project.vitest)
  for (const [key, shared] of runs) {
    if (!shared.users.delete(project) || shared.users.size > 0) continue
    runs.delete(key)
    await end(project, shared)
  }
}

/**
 * A cleanup that cannot be proved sets the exit code itself: Vitest 4.1 exits 0 when a teardown throws
 * (vitest-dev/vitest#10794), and 5 does with `dangerouslyIgnoreUnhandledErrors`.
 */
async function end({ vitest }: TestProject, { run }: SharedRun): Promise<void> {
  const { release, onLeak } = await run
  const failure = await release()
  if (!failure) return
  if (onLeak === 'fail') process.exitCode ||= 1
  vitest.logger.printError(printable(withLink(failure)), { type: 'Cleanup Verification Error' })
}

/** The message says everything. The stack, and the requests in the causes, would bury it. */
function printable({ name, message, code }: CleanupError): Error {
  return Object.assign(new Error(message), { name, code, stack: `${name}: ${message}` })
}
