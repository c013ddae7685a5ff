import { cp, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { runVitest } from '../support/run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }

const root = `
  import { defineConfig } from 'vitest/config'
  export default defineConfig({ test: { projects: ['packages/*'] } })`
const member = (name: string, options: string) => `
  import { defineProject } from 'vitest/config'
  import { awsFixtures } from 'vitest-aws-fixtures'
  export default defineProject({ plugins: [awsFixtures(${options})], test: { name: '${name}' } })`
const graph = (body = '') => `
  import { expect, test } from 'vitest-aws-fixtures/fixtures'
  test('uses the graph', async ({ g, index }) => {
    ${body}
    await g.addV('a').next()
    expect((await g.V().count().next()).value).toBe(1)
  })`

/**
 * The package as pnpm lays it: in a store of its own, linked into the project, with Vitest beside it, as a link to the one
 * that runs, or as the second copy that pnpm makes where their peers differ. Beside it a package of the workspace.
 */
async function layAsPnpm(directory: string, vitest: 4 | 5, copies: 1 | 2): Promise<void> {
  const installed = join(inject('installedPackage').workspaces[vitest], 'node_modules')
  const store = join(directory, 'node_modules/.pnpm/vitest-aws-fixtures@0.1.0_vitest/node_modules')
  await mkdir(store, { recursive: true })
  await cp(join(installed, 'vitest-aws-fixtures'), join(store, 'vitest-aws-fixtures'), { recursive: true })
  if (copies === 1) await symlink(join(installed, 'vitest'), join(store, 'vitest'))
  else await cp(join(installed, 'vitest'), join(store, 'vitest'), { recursive: true })
  for (const member of ['a', 'kit']) {
    const modules = join(directory, 'packages', member, 'node_modules')
    await mkdir(join(modules, '@acme'), { recursive: true })
    await symlink(join(store, 'vitest-aws-fixtures'), join(modules, 'vitest-aws-fixtures'))
  }
  await symlink(join(directory, 'packages/kit'), join(directory, 'packages/a/node_modules/@acme/kit'))
}

describe.for([4, 5] as const)('with Vitest %i', (vitest) => {
  test('packages that ask for the same share one run, each with its own variables', async () => {
    const run = await runVitest({
      vitest,
      files: {
        'vitest.config.js': root,
        'packages/a/vitest.config.js': member(
          'a',
          `{ neptune: true, opensearch: true, env: { GRAPH_A: 'neptune.url' } }`,
        ),
        'packages/a/a.test.js': graph(
          `expect([process.env.GRAPH_A, process.env.GRAPH_B]).toEqual([expect.any(String), undefined])`,
        ),
        'packages/b/vitest.config.js': member(
          'b',
          `{ neptune: true, opensearch: true, env: { GRAPH_B: 'neptune.url', PREFIX: 'opensearch.indexPrefix' } }`,
        ),
        'packages/b/b.test.js': graph(`expect(index.startsWith(process.env.PREFIX)).toBe(true)`),
        // Needs nothing, and is not asked.
        'packages/c/vitest.config.js': member('c', `{ neptune: true, local: { java: '/nowhere/java' } }`),
        'packages/c/c.test.js': `import { expect, test } from 'vitest'\ntest('is plain', () => { expect(1).toBe(1) })`,
      },
    })
    expect(run.output).toContain('3 passed')
    expect(run.output.match(/target local ready/g)).toHaveLength(1)
    expect(run.output.match(/cleanup proved/g)).toHaveLength(1)
    expect(run.exitCode, run.output).toBe(0)
    expect(await run.leftBehind()).toEqual(nothing)
  })

  test('each package is given its own Gremlin driver, though they share the run', async () => {
    const old = { name: 'gremlin', version: '3.7.2', main: 'index.js' }
    const run = await runVitest({
      vitest,
      files: {
        'vitest.config.js': root,
        'packages/a/vitest.config.js': member('a', '{ neptune: true, opensearch: true }'),
        'packages/a/a.test.js': graph(),
        'packages/b/vitest.config.js': member('b', '{ neptune: true, opensearch: true }'),
        'packages/b/b.test.js': graph(),
        'packages/b/node_modules/gremlin/package.json': JSON.stringify(old),
        'packages/b/node_modules/gremlin/index.js': '',
      },
    })
    expect(run.output.match(/target local ready/g)).toHaveLength(1)
    expect(run.output).toContain('The Gremlin driver of this project, gremlin 3.7.2, cannot sign')
    expect(run.output).toMatch(/1 failed.*1 passed/)
    expect(run.exitCode).toBe(1)
    expect(await run.leftBehind()).toEqual(nothing)
  })

  test.for([1, 2] as const)(
    'as pnpm lays it, with Vitest there %i times, a linked package hands out the fixtures',
    async (copies) => {
      const run = await runVitest({
        vitest,
        files: {
          'vitest.config.js': root.replace('packages/*', 'packages/a'),
          'packages/a/vitest.config.js': member('a', '{ neptune: true, opensearch: true }'),
          'packages/a/a.test.js': graph().replace('vitest-aws-fixtures/fixtures', '@acme/kit'),
          'packages/a/plain.test.js': `import { expect, test } from 'vitest'\ntest('is plain', () => { expect(process.env.AWS_ACCESS_KEY_ID).toBe(undefined) })`,
          'packages/kit/package.json': JSON.stringify({
            name: '@acme/kit',
            type: 'module',
            exports: './kit.js',
            peerDependencies: { 'vitest-aws-fixtures': '*' },
          }),
          'packages/kit/kit.js': `export { expect, test } from 'vitest-aws-fixtures/fixtures'`,
        },
        prepare: (directory) => layAsPnpm(directory, vitest, copies),
      })
      expect(run.output).toContain('2 passed')
      expect(run.output.match(/target local ready/g)).toHaveLength(1)
      expect(run.exitCode, run.output).toBe(0)
      expect(await run.leftBehind()).toEqual(nothing)
    },
  )
})
