import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type * as opensearch from '@opensearch-project/opensearch'
import { ConfigError } from '../../errors/errors.ts'
import { notInstalled } from '../messages.ts'

/** The module `@opensearch-project/opensearch`, and its version. */
export interface OpenSearchLibrary {
  readonly module: typeof opensearch
  /** `3.9.0` */
  readonly version: string
  /** The project's own version, where that cannot be used and this one is in its place. */
  readonly insteadOf?: string
}

const NAME = '@opensearch-project/opensearch'

/**
 * The copy of the official OpenSearch client to use: the project's where it has one, so that `instanceof errors.ResponseError`
 * is true of what fails in a test; otherwise, or where that is none of 1 to 3, the one this package depends on.
 */
export function resolveOpenSearch(projectRoot: string): OpenSearchLibrary {
  const found = find(createRequire(join(projectRoot, 'package.json')))
  if (!found) return ownOpenSearch()
  return isUsable(found.version) ? load(found) : { ...ownOpenSearch(), insteadOf: found.version }
}

/** The copy this package depends on, whichever the project has. Fails with a ConfigError where it is not installed. */
export function ownOpenSearch(): OpenSearchLibrary {
  const found = find(createRequire(import.meta.url))
  if (found) return load(found)
  throw new ConfigError(notInstalled(NAME, `${NAME}@3`))
}

interface Found {
  readonly entry: string
  readonly version: string
  readonly require: NodeJS.Require
}

function find(require: NodeJS.Require): Found | undefined {
  try {
    const entry = require.resolve(NAME)
    // By its path: the first versions keep it from being required by its name.
    const { version } = require(join(dirname(entry), 'package.json')) as { version: string }
    return { entry, version, require }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

const load = ({ entry, version, require }: Found): OpenSearchLibrary => ({
  module: require(entry) as typeof opensearch,
  version,
})

/** What lies between the client and its transport is the same in these. */
const isUsable = (version: string): boolean => /^[1-3]\.\d+\.\d+$/.test(version)
