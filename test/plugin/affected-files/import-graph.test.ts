import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { ImportGraph } from '../../../src/plugin/affected-files/import-graph.ts'
import type { ModuleResolver } from '../../../src/plugin/affected-files/locate-module.ts'
import { ModuleLocator } from '../../../src/plugin/affected-files/locate-module.ts'

const fixtures = `import { test } from 'vitest-aws-fixtures/fixtures'`

/** A project on disk, whose files may be links: `{ 'node_modules/kit': { link: 'packages/kit' } }`. */
async function projectOf(files: Record<string, string | { link: string }>): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'vaf-graph-')))
  onTestFinished(() => rm(root, { recursive: true }))
  for (const [name, contents] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await (typeof contents === 'string'
      ? writeFile(join(root, name), contents)
      : symlink(resolve(root, contents.link), join(root, name)))
  }
  return root
}

/** In the place of Vite: what it would resolve each specifier to. */
function resolverOf(root: string, known: Record<string, string>): ModuleResolver {
  return {
    isAlias: (specifier) => specifier.startsWith('@/'),
    resolve: async (specifier) => {
      const found = known[specifier]
      if (found === 'fails') throw new Error('A plugin failed.')
      return found?.startsWith('\0') ? found : found && join(root, found)
    },
  }
}

async function needs(files: Record<string, string | { link: string }>, known: Record<string, string> = {}) {
  const root = await projectOf(files)
  const locator = new ModuleLocator(resolverOf(root, known))
  const graph = new ImportGraph((specifier, importer) => locator.locate(specifier, importer))
  return graph.reachesFixtures(join(root, 'a.test.ts'))
}

test.for<[string, Record<string, string | { link: string }>, Record<string, string>?]>([
  ['by itself', { 'a.test.ts': fixtures }],
  [
    'through a file of helpers',
    { 'a.test.ts': `import './b'`, 'b.ts': `export * from './c/d.js'`, 'c/d.ts': fixtures },
  ],
  ['through a folder', { 'a.test.ts': `import './b'`, 'b/index.tsx': fixtures }],
  [
    'through files that import each other',
    { 'a.test.ts': `import './b'`, 'b.ts': `import './c'`, 'c.ts': `import './b';${fixtures}` },
  ],
  ['through a dynamic import', { 'a.test.ts': `await import('./b.mjs')`, 'b.mts': fixtures }],
  ['through an alias', { 'a.test.ts': `import '@/b'`, 'src/b.ts': fixtures }, { '@/b': 'src/b.ts' }],
  [
    'through a path of the TypeScript config',
    { 'a.test.ts': `import 'kit/b'`, 'src/b.ts': fixtures },
    { 'kit/b': 'src/b.ts' },
  ],
  [
    'through a linked package of the workspace',
    { 'a.test.ts': `import '@acme/kit'`, 'kit/index.ts': fixtures, 'node_modules/@acme/kit': { link: 'kit' } },
    { '@acme/kit': 'kit/index.ts' },
  ],
  [
    'through an installed package that depends on this one',
    {
      'a.test.ts': `import 'kit/x'`,
      'node_modules/kit/package.json': '{"peerDependencies":{"vitest-aws-fixtures":"*"}}',
    },
  ],
  [
    'by an alias for the package',
    { 'a.test.ts': `import '@/fx'`, 'node_modules/vitest-aws-fixtures/dist/fixtures.js': '' },
    { '@/fx': 'node_modules/vitest-aws-fixtures/dist/fixtures.js' },
  ],
  ['perhaps: it imports what only it knows', { 'a.test.ts': `import './b'`, 'b.ts': 'await import(name)' }],
  ['perhaps: a plugin makes the module', { 'a.test.ts': `import 'virtual:b'` }, { 'virtual:b': '\0virtual:b' }],
  ['perhaps: it could not be resolved', { 'a.test.ts': `import '@/b'` }, { '@/b': 'fails' }],
  ['perhaps: it cannot be read', {}],
])('a file reaches the fixtures %s', async ([, files, known]) => {
  expect(await needs(files, known)).toBe(true)
})

test.for<[string, Record<string, string | { link: string }>, Record<string, string>?]>([
  ['imports nothing', { 'a.test.ts': '' }],
  [
    'uses Vitest and Node alone',
    {
      'a.test.ts': `import { test } from 'vitest'; import fs from 'node:fs'; import 'path'`,
      'node_modules/vitest/package.json': '{}',
    },
  ],
  ['reaches types of them alone', { 'a.test.ts': `import type { AwsFixtures } from 'vitest-aws-fixtures/fixtures'` }],
  [
    'uses another door of the package',
    { 'a.test.ts': `import { isAwsFixtureError } from 'vitest-aws-fixtures'; import 'vitest-aws-fixtures/client'` },
  ],
  [
    'imports files that import each other',
    { 'a.test.ts': `import './b'`, 'b.ts': `import './c'`, 'c.ts': `import './b'` },
  ],
  [
    'imports an installed package',
    { 'a.test.ts': `import 'kit'`, 'node_modules/kit/package.json': '{}', 'node_modules/kit/index.js': fixtures },
  ],
  [
    'imports an installed package as pnpm lays it',
    {
      'a.test.ts': `import 'kit'`,
      'node_modules/.pnpm/kit@1/node_modules/kit/package.json': '{}',
      'node_modules/kit': { link: 'node_modules/.pnpm/kit@1/node_modules/kit' },
    },
  ],
  [
    'imports pictures, styles and texts',
    { 'a.test.ts': `import './a.css'; import a from './b.ts?raw'`, 'a.css': fixtures, 'b.ts': fixtures },
  ],
  ['imports what is not there', { 'a.test.ts': `import './b'; import 'c'` }],
])('a file does not need the services that %s', async ([, files, known]) => {
  expect(await needs(files, known)).toBe(false)
})

test('the fixtures of this package are recognised by their path', async () => {
  const door = fileURLToPath(new URL('../../../src/fixtures.ts', import.meta.url))
  expect(await needs({ 'a.test.ts': `import './linked'`, 'linked.ts': { link: door } })).toBe(true)
})

test('a module that one test file has reached is not read again for the next one', async () => {
  const root = await projectOf({
    'a.ts': `import './shared'`,
    'b.ts': `import './shared'`,
    'shared.ts': `import './c'`,
    'c.ts': '',
    'd.ts': `import './e'`,
    'e.ts': fixtures,
    'f.ts': `import './d'`,
  })
  const located: string[] = []
  const locator = new ModuleLocator(resolverOf(root, {}))
  const graph = new ImportGraph((specifier, importer) => {
    located.push(specifier)
    return locator.locate(specifier, importer)
  })
  const found: boolean[] = []
  for (const name of ['a', 'b', 'd', 'f']) found.push(await graph.reachesFixtures(join(root, `${name}.ts`)))
  expect(found).toEqual([false, false, true, true])
  expect(located).toEqual(['./shared', './c', './shared', './e', 'vitest-aws-fixtures/fixtures', './d'])
})
