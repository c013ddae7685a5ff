import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const example = fileURLToPath(new URL('../../examples/airports/', import.meta.url))
const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url))

/** The example's files, as they are but for the place of the dataset: contents by path. */
export function airportsExample(): Record<string, string> {
  const names = globSync(['vitest.config.ts', 'src/**/*.ts'], { cwd: example })
  const read = (name: string) => readFileSync(join(example, name), 'utf8').replaceAll('../../fixtures/', fixtures)
  return Object.fromEntries(names.map((name) => [name, read(name)]))
}

/** The dataset `fixtures/airports`, where a project has it in a folder of that name: contents by path. */
export function airportsData(): Record<string, string> {
  const names = globSync('airports/**/*.{csv,json,ndjson}', { cwd: fixtures })
  return Object.fromEntries(names.map((name) => [`fixtures/${name}`, readFileSync(join(fixtures, name), 'utf8')]))
}
