import { readFileSync } from 'node:fs'
import type { ModulePlace } from './locate-module.ts'
import { moduleImports } from './module-imports.ts'

/** Returns where an import in a file leads. */
export type Locate = (specifier: string, importer: string) => ModulePlace | Promise<ModulePlace>

/** What the files of a project import, directly and through others. Each file is read once. */
export class ImportGraph {
  readonly #locate: Locate
  readonly #places = new Map<string, Promise<readonly ModulePlace[]>>()
  /** The files that are already known; without it, each test file would walk through the modules that all of them share. */
  readonly #known = new Map<string, boolean>()

  constructor(locate: Locate) {
    this.#locate = locate
  }

  /** Whether this file may use our fixtures when it runs; true in doubt. */
  async reachesFixtures(start: string): Promise<boolean> {
    const seen = new Set([start])
    for (const file of seen) {
      if (this.#known.get(file) === false) continue
      const places = this.#known.get(file) ? (['fixtures'] as const) : await this.#placesIn(file)
      for (const place of places) {
        if (place === 'fixtures' || place === 'unknown') {
          this.#known.set(start, true)
          return true
        }
        if (place !== 'outside') seen.add(place.file)
      }
    }
    for (const file of seen) this.#known.set(file, false)
    return false
  }

  #placesIn(file: string): Promise<readonly ModulePlace[]> {
    let places = this.#places.get(file)
    if (!places) {
      places = this.#read(file)
      this.#places.set(file, places)
    }
    return places
  }

  async #read(file: string): Promise<readonly ModulePlace[]> {
    let source: string
    try {
      source = readFileSync(file, 'utf8')
    } catch {
      // A file that cannot be read may import anything.
      return ['unknown']
    }
    const { specifiers, areAll } = moduleImports(source)
    const places = await Promise.all(specifiers.map((specifier) => this.#locate(specifier, file)))
    return areAll ? places : [...places, 'unknown']
  }
}
