import { resolve as resolvePath } from 'node:path'
import { defaultCacheDirectory } from '../cache/cache-directory.ts'
import { isolationLevel } from './isolation-levels.ts'
import type { CommonOptions } from './resolved-options.ts'
import type { ParsedOptions } from './schema.ts'

/** The options that are the same on every target. */
export type Common = Omit<CommonOptions, 'target' | 'region' | 'opensearch' | 'neptune' | 'reuse'>

/** The option of a service as an object; `true` means the defaults. */
export const orDefaults = <Given extends object>(given: Given | true | undefined): Given | undefined =>
  given === true ? ({} as Given) : given

/** The options that are the same for each service. */
export const ofService = ({ dataset }: { readonly dataset?: string | undefined }, { root }: Common) =>
  dataset ? { dataset: resolvePath(root, dataset) } : {}

/** Fills in the defaults of the options that are the same on every target. */
export function commonOptions(given: ParsedOptions, root: string, env: NodeJS.ProcessEnv): Common {
  const cacheDirectory = env.AWS_FIXTURES_CACHE ?? given.local?.cacheDirectory
  return {
    variables: given.env ?? {},
    exportCredentials: given.exportCredentials ?? true,
    ...(given.include && { include: given.include }),
    ...isolationLevel(given.isolation),
    onLeak: given.onLeak ?? 'fail',
    cacheDirectory: cacheDirectory ? resolvePath(root, cacheDirectory) : defaultCacheDirectory(env),
    ...(env.NODE_EXTRA_CA_CERTS && { extraAuthorities: env.NODE_EXTRA_CA_CERTS }),
    root,
  }
}
