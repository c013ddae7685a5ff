import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { compile } from '../support/compile.ts'
import { examplesOf, manualPages, manualSources } from '../support/manual.ts'
import { runVitest } from '../support/run-vitest.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The dataset that examples name, which no page has. */
const airports = () => {
  const names = globSync('fixtures/airports/**/*.{csv,json,ndjson}', { cwd: root })
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(root, name), 'utf8')]))
}

interface Example {
  readonly page: string
  readonly name: string
  readonly vitest: 4 | 5
  /** What Vitest says of its tests: `2 passed (2)`. */
  readonly tests: string
}

const examples: readonly Example[] = [
  { page: 'README.md', name: '.', vitest: 5, tests: '2 passed (2)' },
  { page: 'README.md', name: 'partition', vitest: 4, tests: '3 passed (3)' },
  { page: 'README.md', name: 'seeded', vitest: 5, tests: '2 passed (2)' },
]

/** The examples that are run with more around them, and where. */
const runElsewhere = {
  'README.md snapshots': 'snapshots.package.test.ts',
  'README.md own-client': 'own-copy.package.test.ts',
}

/** The configuration of an example whose page shows none. */
const plainConfig = `
  import { defineConfig } from 'vitest/config'
  import { awsFixtures } from 'vitest-aws-fixtures'
  export default defineConfig({ plugins: [awsFixtures({ opensearch: true, neptune: true })] })`

test.for(examples)('the example $name of $page runs as it stands', async ({ page, name, vitest, tests }) => {
  const files = { ...airports(), 'vitest.config.ts': plainConfig, ...examplesOf(page)[name] }
  const run = await runVitest({ vitest, files })
  expect(run.output).toContain(`Tests  ${tests}`)
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(tests.includes('failed') ? 1 : 0)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})

test('every example that the manual shows is run', () => {
  const shown = manualPages.flatMap((page) => Object.keys(examplesOf(page)).map((name) => `${page} ${name}`))
  const run = examples.map(({ page, name }) => `${page} ${name}`)
  expect(shown.sort()).toEqual([...run, ...Object.keys(runElsewhere)].sort())
})

test.for([4, 5] as const)('every example of the manual compiles with Vitest %i', (vitest) => {
  const sources = manualSources()
  expect(Object.keys(sources).length).toBeGreaterThan(10)
  expect(compile(vitest, sources)).toBe('')
})
