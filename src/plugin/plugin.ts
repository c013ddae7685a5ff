import type { TestProject, Vitest } from 'vitest/node'
import { escapePattern } from '../base/escape-pattern.ts'
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
 * The result of awsFixtures(). A type of our own, which both majors of Vitest accept: Vite's `Plugin` is another type in each
 * major of Vite.
 */
export interface AwsFixturesPlugin {
  readonly name: string
  /** The user's options, which the command line reads here. */
  readonly api: { readonly options: AwsFixturesOptions }
  config(user: PartOfConfig): PartOfConfig
  configureVitest(context: { vitest: Vitest; project: TestProject }): Promise<void>
}

/** The part of Vite's configuration that is read and extended. */
interface PartOfConfig {
  test?: { server?: { deps?: { inline?: true | (string | RegExp)[] } } }
}

/**
 * How long our teardown may take in watch mode and in `vitest.close()`, in milliseconds: on AWS it includes the deletion of a
 * domain. Vitest's default is 10,000.
 */
const TEARDOWN_TIMEOUT_MS = 30 * 60_000

/**
 * The plugin: `plugins: [awsFixtures({ opensearch: true })]` in vitest.config.ts.
 *
 * Fails with a ConfigError that lists all faults of the options.
 */
export function awsFixtures(options: AwsFixturesOptions = {}): AwsFixturesPlugin {
  return {
    name: 'vitest-aws-fixtures',
    api: { options },
    config({ test }) {
      // Vitest itself must load these modules: it runs them for each file, and with the copy of Vitest that runs. Node would
      // run a module once a process, so that with `isolate: false` the second file would have no set-up, and would give it the
      // Vitest that is installed beside this package, which may be another copy.
      if (test?.server?.deps?.inline === true) return {}
      return {
        test: { server: { deps: { inline: usersOfVitest.map((file) => new RegExp(`${escapePattern(file)}$`)) } } },
      }
    },
    async configureVitest({ vitest, project }) {
      const resolved = await resolveInVitest(options, project.config)
      runStateOf(vitest).options.set(project, resolved)
      watchQueue(vitest)
      watchDatasets(project, resolved)
      leaveOnClose(vitest)
      // First in the list: it is set up before the user's own, and torn down after them.
      project.config.globalSetup = [globalSetup, ...[project.config.globalSetup].flat()]
      const deletionMs = resolved.target === 'aws' ? resolved.deleteTimeoutMs : 0
      vitest.config.teardownTimeout = Math.max(vitest.config.teardownTimeout, TEARDOWN_TIMEOUT_MS + deletionMs)
    },
  }
}

/**
 * Checks the versions of Node and Vitest, and resolves the options. Fails with a ConfigError whose stack names the user's
 * config, where the mistake is, and not the place in this package that has noticed it.
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
    // Here and not above: an import of the plugin without Vitest checks nothing.
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

/**
 * Ends the runs when Vitest closes, where no teardown has: after the user's teardown has thrown, Vitest calls none of those that
 * were set up before it, and ours is the first. To be called for each project, because a restart in watch mode forgets it.
 */
function leaveOnClose(vitest: Vitest): void {
  vitest.onClose(async () => {
    const { runs } = runStateOf(vitest)
    if (runs.size === 0) return
    const { leaveRuns } = await import('./join-run.ts')
    for (const project of [...runs.values()].flatMap(({ users }) => [...users])) await leaveRuns(project)
  })
}
