import type { TestProject, Vitest } from 'vitest/node'
import { nodeProblem } from '../base/node-version.ts'
import type { AwsFixturesOptions } from '../config/options.ts'
import type { ResolvedOptions } from '../config/resolve.ts'
import { ConfigError } from '../errors/errors.ts'
import { withLink } from '../errors/link.ts'
import * as messages from './messages.ts'
import { globalSetup, usersOfVitest } from './own-files.ts'
import { runStateOf } from './run-state.ts'
import { watchDatasets } from './watch-datasets.ts'
import { watchQueue } from './watch-queue.ts'

/**
 * What awsFixtures() returns. A shape of our own rather than Vite's `Plugin`, which is another type in each major of
 * Vite; both majors of Vitest accept it.
 */
export interface AwsFixturesPlugin {
  readonly name: string
  /** The options as they were given: the command line reads them here. */
  readonly api: { readonly options: AwsFixturesOptions }
  config(user: PartOfConfig): PartOfConfig
  configureVitest(context: { vitest: Vitest; project: TestProject }): Promise<void>
}

/** The part of Vite's configuration that is read and extended. */
interface PartOfConfig {
  test?: { server?: { deps?: { inline?: true | (string | RegExp)[] } } }
}

/**
 * How long Vitest lets our tear-down take in watch mode and in `vitest.close()`, in milliseconds; its own default is 10,000.
 * On AWS the deletion of a domain comes to it.
 */
const TEARDOWN_TIMEOUT_MS = 30 * 60_000

/**
 * The plugin: `plugins: [awsFixtures({ opensearch: true })]` in vitest.config.ts.
 *
 * Fails with a ConfigError that lists everything wrong with the options.
 */
export function awsFixtures(options: AwsFixturesOptions = {}): AwsFixturesPlugin {
  return {
    name: 'vitest-aws-fixtures',
    api: { options },
    config({ test }) {
      // A module that Node loads runs once a process: where files share a worker (`isolate: false`), the second file
      // would be without its set-up. And it gets the Vitest that is installed beside this package, which may be another
      // copy than the one that runs. What Vitest itself loads runs for each file, and gets that one.
      if (test?.server?.deps?.inline === true) return {}
      return { test: { server: { deps: { inline: usersOfVitest.map((file) => new RegExp(`${literally(file)}$`)) } } } }
    },
    async configureVitest({ vitest, project }) {
      const resolved = await resolveInVitest(options, project.config)
      runStateOf(vitest).options.set(project, resolved)
      watchQueue(vitest)
      watchDatasets(project, resolved)
      leaveOnClose(vitest)
      // First in line: set up before, and torn down after, whatever the user has.
      project.config.globalSetup = [globalSetup, ...[project.config.globalSetup].flat()]
      const deletionMs = resolved.target === 'aws' ? resolved.deleteTimeoutMs : 0
      vitest.config.teardownTimeout = Math.max(vitest.config.teardownTimeout, TEARDOWN_TIMEOUT_MS + deletionMs)
    },
  }
}

/**
 * Checks what this package needs of Node and of Vitest, and resolves the options. Fails with a ConfigError whose stack names
 * the config: the user corrects it there, and the place in this package where the mistake was noticed would not help.
 */
async function resolveInVitest(
  options: AwsFixturesOptions,
  { root, pool, browser }: TestProject['config'],
): Promise<ResolvedOptions> {
  try {
    const problem = nodeProblem(process.version)
    if (problem) throw new ConfigError(problem)
    if (browser?.enabled) throw new ConfigError(messages.browserMode())
    if (pool === 'vmThreads' || pool === 'vmForks') throw new ConfigError(messages.unsupportedPool(pool))
    // Here and not above: whoever imports the plugin without Vitest checks nothing.
    const { resolveOptions } = await import('../config/resolve.ts')
    return resolveOptions(options, root)
  } catch (error) {
    withLink(error)
    if (error instanceof ConfigError) {
      error.stack = `${error.name}: ${error.message}\n    at awsFixtures() in the Vitest config of ${root}`
    }
    throw error
  }
}

/** The text as a regular expression that matches just it. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/**
 * Ends when Vitest closes what no tear-down has ended: where a tear-down of the user's throws, Vitest calls none of those
 * that were set up before it, and ours is the first. Called for each project, for a restart in watch mode forgets it.
 */
function leaveOnClose(vitest: Vitest): void {
  vitest.onClose(async () => {
    const { runs } = runStateOf(vitest)
    if (runs.size === 0) return
    const { leaveRuns } = await import('./join-run.ts')
    for (const project of [...runs.values()].flatMap(({ users }) => [...users])) await leaveRuns(project)
  })
}
