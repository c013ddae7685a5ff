import type { TestProject } from 'vitest/node'
import { nodeProblem } from '../base/node-version.ts'
import type { AwsFixturesOptions } from '../config/options.ts'
import type { ResolvedOptions } from '../config/resolve.ts'
import { ConfigError } from '../errors/errors.ts'
import { withLink } from '../errors/link.ts'
import * as messages from './messages.ts'

/**
 * Checks what this package needs of Node and of Vitest, and resolves the options. Fails with a ConfigError whose stack names
 * the config: the user corrects it there, and the place in this package where the mistake was noticed would not help.
 */
export async function resolveInVitest(
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
