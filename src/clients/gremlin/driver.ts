import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as gremlin from 'gremlin'
import { ConfigError } from '../../errors/errors.ts'
import * as messages from '../messages.ts'

/** The module `gremlin`, and its version. */
export interface GremlinDriver {
  readonly module: typeof gremlin
  /** `3.7.4` */
  readonly version: string
}

/**
 * The Gremlin driver to use: the user's own where the project has one, so that its predicates and strategies fit the
 * traversal source (the serialisers tell them by class); otherwise the one this package depends on.
 *
 * Fails with a ConfigError for a version that cannot work.
 */
export function resolveDriver(projectRoot: string): GremlinDriver {
  return loadFrom(createRequire(join(projectRoot, 'package.json'))) ?? ownDriver()
}

/** The driver this package depends on, whichever the project has. Fails with a ConfigError where it is not installed. */
export function ownDriver(): GremlinDriver {
  const driver = loadFrom(createRequire(import.meta.url))
  if (driver) return driver
  throw new ConfigError(messages.notInstalled('gremlin', 'gremlin@3.7.4'))
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

function assertUsable(version: string): void {
  const [, minor = 0, patch] = /^3\.(\d+)\.(\d+)$/.exec(version)?.map(Number) ?? []
  if (minor >= 8 || (minor === 7 && patch === 4)) return
  const ignoresHeaders = minor === 7 && (patch === 2 || patch === 3)
  throw new ConfigError(messages.driverNotSupported(version, ignoresHeaders))
}
