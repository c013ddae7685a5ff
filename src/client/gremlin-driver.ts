import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as gremlin from 'gremlin'
import { ConfigError } from '../errors.ts'

/** The module `gremlin`, and its version. */
export interface GremlinDriver {
  readonly module: typeof gremlin
  readonly version: string
}

/**
 * The Gremlin driver to use: the user's own where the project has one, so that its predicates and strategies fit the
 * traversal source (the serialisers tell them by class); otherwise the one this package depends on.
 *
 * Fails with a ConfigError for a version that cannot work.
 */
export function resolveDriver(projectRoot: string): GremlinDriver {
  return loadFrom(createRequire(join(projectRoot, 'package.json'))) ?? loadOwn()
}

function loadFrom(require: NodeJS.Require): GremlinDriver | undefined {
  let version: string
  try {
    version = (require('gremlin/package.json') as { version: string }).version
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
  assertUsable(version)
  return { module: require('gremlin') as typeof gremlin, version }
}

function loadOwn(): GremlinDriver {
  const own = loadFrom(createRequire(import.meta.url))
  if (!own) throw new ConfigError("The package 'gremlin' is not installed, although vitest-aws-fixtures depends on it.")
  return own
}

function assertUsable(version: string): void {
  const [major, minor, patch] = version.split('.').map((part) => Number.parseInt(part, 10)) as [number, number, number]
  if (major === 3 && minor === 7 && (patch === 2 || patch === 3)) {
    throw new ConfigError([
      `gremlin ${version} of this project cannot sign: on Node 22 and later it uses the global WebSocket, which takes no headers.`,
      'Install 3.7.4, or 3.8.',
    ])
  }
  if (major === 3 && ((minor === 7 && patch >= 4) || minor === 8)) return
  throw new ConfigError([`gremlin ${version} of this project is not supported.`, 'Install 3.7.4, or 3.8.'])
}
