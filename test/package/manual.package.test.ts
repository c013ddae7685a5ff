import { expect, test } from 'vitest'
import { airportsData } from '../support/airports-example.ts'
import { compile } from '../support/compile.ts'
import { blocksOf, examplesOf, manualPages, manualSources, readPage } from '../support/manual.ts'
import { runVitest } from '../support/run-vitest.ts'

interface Example {
  readonly page: string
  readonly name: string
  readonly vitest: 4 | 5
  /** What Vitest says of its tests: `2 passed (2)`. */
  readonly tests: string
}

const examples: readonly Example[] = [
  { page: 'README.md', name: '.', vitest: 5, tests: '2 passed (2)' },
  { page: 'README.md', name: 'unsigned', vitest: 5, tests: '1 failed (1)' },
  { page: 'docs/datasets.md', name: 'seeded', vitest: 5, tests: '2 passed (2)' },
  { page: 'docs/fixtures.md', name: '.', vitest: 4, tests: '5 passed (5)' },
  { page: 'docs/getting-started.md', name: '.', vitest: 5, tests: '3 passed (3)' },
  { page: 'docs/isolation.md', name: '.', vitest: 4, tests: '2 passed (2)' },
  { page: 'docs/isolation.md', name: 'partition', vitest: 4, tests: '3 passed (3)' },
  { page: 'docs/your-own-clients.md', name: '.', vitest: 4, tests: '2 passed (2)' },
]

/** The examples that are run with more around them, and where. */
const runElsewhere = {
  'docs/aws/quickstart.md .': 'aws/quickstart.package.test.ts',
  'docs/fixtures.md snapshots': 'snapshots.package.test.ts',
  'docs/your-own-clients.md own-client': 'own-copy.package.test.ts',
}

/** The configuration of an example whose page shows none. */
const plainConfig = `
  import { defineConfig } from 'vitest/config'
  import { awsFixtures } from 'vitest-aws-fixtures'
  export default defineConfig({ plugins: [awsFixtures({ opensearch: true, neptune: true })] })`

test.for(examples)('the example $name of $page runs as it stands', async ({ page, name, vitest, tests }) => {
  const files = { ...airportsData(), 'vitest.config.ts': plainConfig, ...examplesOf(page)[name] }
  // The README shows what a laptop prints, where engines stay.
  const isOnLaptop = page === 'README.md'
  // A busy machine may take longer than the 5 s that Vitest gives a test.
  const args = ['--testTimeout=60000']
  const run = await runVitest({ vitest, files, args, env: isOnLaptop ? { CI: undefined } : {} })
  expect(run.output).toContain(`Tests  ${tests}`)
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(tests.includes('failed') ? 1 : 0)
  if (isOnLaptop) expect(shapes(run.output)).toEqual(expect.arrayContaining(shapes(outputShown(name))))
  else expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})

/** What the README says that the example prints: the block of text after the last file of the example. */
function outputShown(name: string): string {
  const blocks = blocksOf(readPage('README.md'))
  const isOfExample = (file = '') => (name === '.' ? !file.includes('/') : file.startsWith(`${name}/`))
  const last = blocks.findLastIndex(({ file }) => file !== undefined && isOfExample(file))
  return blocks.slice(last).find(({ language }) => language === 'text')!.code
}

/** The lines of an output, without what differs from run to run: durations, and the names of runs. */
const shapes = (output: string): string[] =>
  output
    .replace(/\bvaf-[a-z0-9]{5}/g, 'vaf-#')
    .replace(/[\d.]+ ?m?s\b/g, '#s')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

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
