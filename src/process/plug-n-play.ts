import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * The options of Node by which a process or thread of ours finds the packages that this one finds. There are some only under
 * Yarn's Plug'n'Play, which has no `node_modules` and loads a resolver instead.
 */
export function resolverOptions(): string[] {
  if (process.versions.pnp === undefined) return []
  const resolver = createRequire(import.meta.url).resolve('pnpapi')
  const loader = join(dirname(resolver), '.pnp.loader.mjs')
  return [
    ...['--require', resolver],
    // The loader of ECMAScript modules, which a project may not have.
    ...(existsSync(loader) ? ['--experimental-loader', pathToFileURL(loader).href] : []),
  ]
}
