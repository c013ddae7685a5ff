import { readFileSync, realpathSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mayBeCode } from './module-imports.ts'

/** Where an import leads: to a file whose imports count too, to our fixtures, out of the project's own code, or to an unknown place. */
export type ModulePlace = { readonly file: string } | 'fixtures' | 'outside' | 'unknown'

/** How the project resolves a specifier that is not a relative path: Vite's resolver with all plugins. */
export interface ModuleResolver {
  /** Whether the user's configuration gives this specifier another meaning than Node would. */
  isAlias(specifier: string): boolean
  resolve(specifier: string, importer: string): Promise<string | undefined>
}

const name = 'vitest-aws-fixtures'

/** TypeScript in the repository, JavaScript in the package. */
const door = fileURLToPath(new URL(`../../fixtures${import.meta.url.slice(-3)}`, import.meta.url))
const doorOfAnotherCopy = new RegExp(String.raw`[\\/]${name}[\\/](?:dist|src)[\\/]fixtures\.[jt]s$`)

const endings = ['', '.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs', '.cts', '.cjs', '.vue', '.json']
const indexFiles = ['ts', 'tsx', 'js', 'jsx', 'mts', 'mjs'].map((ending) => `index.${ending}`)

/** Finds the modules that a project's files import. It is cheap: Vite is asked only where a path alone does not tell. */
export class ModuleLocator {
  readonly #resolver: ModuleResolver
  readonly #files = new Map<string, ModulePlace | undefined>()
  readonly #packages = new Map<string, ModulePlace | undefined>()
  readonly #resolved = new Map<string, Promise<ModulePlace>>()

  constructor(resolver: ModuleResolver) {
    this.#resolver = resolver
  }

  locate(written: string, importer: string): ModulePlace | Promise<ModulePlace> {
    const [specifier = '', query] = written.split('?')
    // With such a query it is the text or the URL of a file, which does not run.
    if (query !== undefined && /^(raw|url)\b/.test(query)) return 'outside'
    if (specifier === `${name}/fixtures`) return 'fixtures'
    if (specifier === name || specifier.startsWith(`${name}/`)) return 'outside'
    if (/^\.\.?(\/|$)/.test(specifier)) {
      return this.#file(join(dirname(importer), specifier)) ?? this.#ask(specifier, importer)
    }
    if (this.#resolver.isAlias(specifier)) return this.#ask(specifier, importer)
    if (isBuiltin(specifier) || /^(data|https?):/.test(specifier)) return 'outside'
    const owner = /^(@[^/]+\/)?[\w.~-][^/]*/.exec(specifier)?.[0]
    return (owner && this.#package(owner, dirname(importer))) || this.#ask(specifier, importer)
  }

  /** `undefined` where there is no such file. */
  #file(path: string): ModulePlace | undefined {
    if (!this.#files.has(path)) {
      const file = guess(path)
      this.#files.set(path, file === undefined ? undefined : placeOf(file))
    }
    return this.#files.get(path)
  }

  /** The target of an installed package, which is not entered; `undefined` where it is not installed, or linked and so the user's own code. */
  #package(owner: string, from: string): ModulePlace | undefined {
    const key = `${from}\0${owner}`
    if (!this.#packages.has(key)) {
      const folder = join(from, 'node_modules', owner)
      const parent = dirname(from)
      const place = isThere(folder)
        ? placeOfPackage(folder)
        : parent === from
          ? undefined
          : this.#package(owner, parent)
      this.#packages.set(key, place)
    }
    return this.#packages.get(key)
  }

  #ask(specifier: string, importer: string): Promise<ModulePlace> {
    const key = `${dirname(importer)}\0${specifier}`
    let place = this.#resolved.get(key)
    if (!place) {
      place = this.#resolver.resolve(specifier, importer).then(
        (id) => {
          // A module that cannot be found fails when it is imported, with engines or without.
          if (id === undefined || isBuiltin(id)) return 'outside'
          const path = id.split('?')[0]!
          return isAbsolute(path) && isThere(path) ? placeOf(path) : 'unknown'
        },
        () => 'unknown',
      )
      this.#resolved.set(key, place)
    }
    return place
  }
}

function placeOf(path: string): ModulePlace {
  if (!mayBeCode(path)) return 'outside'
  const file = realpathSync.native(path)
  if (file === door || doorOfAnotherCopy.test(file)) return 'fixtures'
  const folder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0]
  return (folder && placeOfPackage(folder)) || { file }
}

function placeOfPackage(folder: string): ModulePlace | undefined {
  const real = realpathSync.native(folder)
  if (!/[\\/]node_modules[\\/]/.test(real)) return undefined
  return bringsOurFixtures(real) ? 'fixtures' : 'outside'
}

/** Whether a package depends on ours, as a company's own test kit does: it counts as one that exports our fixtures. */
function bringsOurFixtures(folder: string): boolean {
  try {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return name in { ...dependencies, ...peerDependencies }
  } catch {
    // Without a readable package.json it depends on nothing.
    return false
  }
}

/** The files that a path may mean: TypeScript may be imported by the name of its JavaScript, or without an extension. */
function guess(path: string): string | undefined {
  const script = /^(.*)\.([cm]?)jsx?$/.exec(path)
  const candidates = [
    ...endings.map((ending) => path + ending),
    ...(script ? ['ts', 'tsx'].map((ending) => `${script[1]}.${script[2]}${ending}`) : []),
    ...indexFiles.map((index) => join(path, index)),
  ]
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile())
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
