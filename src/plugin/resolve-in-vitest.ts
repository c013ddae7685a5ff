import type { TestProject } from 'vitest/node'
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
    checkNode()
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

/**
 * Node 22.19 and 24.5 are the first of their lines in which threads can be told which authorities to trust
 * (`tls.setDefaultCACertificates`), without which the gate's certificate would be refused.
 */
const LEAST_MINORS: Readonly<Record<number, number>> = { 22: 19, 24: 5 }

/** Fails with a ConfigError where this Node is none that the package runs on. `version`: as `process.version` has it. */
export function checkNode(version: string = process.version): void {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major > 24 || minor >= (LEAST_MINORS[major] ?? Number.POSITIVE_INFINITY)) return
  throw new ConfigError(messages.oldNode(version.replace(/^v/, '')))
}
