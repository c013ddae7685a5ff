import { delimiter } from 'node:path'
import { ConfigError } from '../../errors/errors.ts'

/** The class path as Java takes it. Fails with a ConfigError where a path has in it what separates the paths. */
export function joinClassPath(paths: readonly string[]): string {
  const torn = paths.find((path) => path.includes(delimiter))
  if (torn === undefined) return paths.join(delimiter)
  throw new ConfigError([
    `Java cannot be started with a path that has a '${delimiter}' in it: ${torn}`,
    'It separates the paths of a class path, and cannot be quoted.',
    "Move the project, or name another folder for the cache as 'local.cacheDirectory' or AWS_FIXTURES_CACHE.",
  ])
}
