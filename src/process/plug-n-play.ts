import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * The options of Node by which a process or thread of ours finds packages where this one does: none, but under Yarn's
 * Plug'n'Play, which has no `node_modules` and loads its resolver by options of its own.
 */
export function resolverOptions(): string[] {
  if (process.versions.pnp === undefined) return []
  const resolver = createRequire(import.meta.url).resolve('pnpapi')
  const loader = join(dirname(resolver), '.pnp.loader.mjs')
  return [
    ...['--require', resolver],
    // The part of it for ECMAScript modules; projects can do without.
    ...(existsSync(loader) ? ['--experimental-loader', pathToFileURL(loader).href] : []),
  ]
}
