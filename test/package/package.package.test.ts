import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { expect, inject, test } from 'vitest'
import { importSpecifiers } from '../../scripts/import-specifiers.ts'
import { compile } from '../support/compile.ts'
import { manualPages } from '../support/manual.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const readPackage = (directory: string) => JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
const installed = () => join(inject('installedPackage').workspaces[5], 'node_modules/vitest-aws-fixtures')

test('publint has nothing to say about the tarball', async () => {
  const tarball = readFileSync(inject('installedPackage').tarball)
  const { messages, pkg } = await publint({
    pack: { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength) },
    strict: true,
  })
  expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([])
})

test('the types of every door resolve, for every way to resolve that knows ESM', () => {
  const attw = join(root, 'node_modules/.bin/attw')
  const { status, stdout } = spawnSync(
    attw,
    [inject('installedPackage').tarball, '--profile', 'esm-only', '--no-color'],
    {
      encoding: 'utf8',
      timeout: 60_000,
    },
  )
  expect(status, stdout).toBe(0)
})

test('has three doors, and nothing behind them can be imported', async () => {
  expect(Object.keys(readPackage(installed()).exports)).toEqual(['.', './fixtures', './client', './package.json'])
  const { stderr } = spawnSync(process.execPath, ['-e', `import('vitest-aws-fixtures/dist/errors.js')`], {
    cwd: installed(),
    encoding: 'utf8',
  })
  expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED')
})

/** The packages whose types a user meets: those that the declarations of the doors import, and what they import in turn. */
function packagesOfTypes(directory: string): string[] {
  const packages = new Set<string>()
  const files = ['index', 'fixtures', 'client'].map((door) => join(directory, 'dist', `${door}.d.ts`))
  for (const file of files) {
    for (const { text } of importSpecifiers(file, readFileSync(file, 'utf8'))) {
      const next = join(dirname(file), text.replace(/\.js$/, '.d.ts'))
      if (!text.startsWith('.')) packages.add(text)
      else if (!files.includes(next)) files.push(next)
    }
  }
  return [...packages].filter((name) => !name.startsWith('node:')).sort()
}

test('the declarations name types of the clients and of Vitest, and of no package that users do not know', () => {
  expect(packagesOfTypes(installed())).toEqual(['@opensearch-project/opensearch', 'gremlin', 'vitest', 'vitest/node'])
})

test('carries what is needed to run, and no more', () => {
  const { stdout } = spawnSync('tar', ['-tzf', inject('installedPackage').tarball], { encoding: 'utf8' })
  const files = stdout.trim().split('\n')
  const besides = files.filter((file) => !/^package\/dist\/.+\.(js|d\.ts|json)$/.test(file))
  expect(besides.sort()).toEqual(
    [
      'CHANGELOG.md',
      'LICENSE',
      'SECURITY.md',
      'dist/engines/process/launcher/launcher.jar',
      ...manualPages,
      'package.json',
    ]
      .map((file) => `package/${file}`)
      .sort(),
  )
  const json = files.filter((file) => file.startsWith('package/dist/') && file.endsWith('.json'))
  expect(json).toContain('package/dist/java/locks/java.json')
  expect(json.filter((file) => !file.includes('/locks/'))).toEqual([])
})

test('brings no copy of Vitest, and needs the AWS SDK of nobody who does not choose it', () => {
  const { peerDependencies, peerDependenciesMeta } = readPackage(root)
  const needed = Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional)
  expect(needed).toEqual([['vitest', '^4.1.0 || ^5.0.0']])
  expect(Object.keys(peerDependenciesMeta)).toEqual(expect.arrayContaining(['@aws-sdk/credential-providers']))
  expect(Object.keys(readPackage(root).dependencies).filter((name) => /vite/.test(name))).toEqual([])
})

const consumer = {
  'vitest.config.ts': `
    import { type AwsFixturesOptions, awsFixtures } from 'vitest-aws-fixtures'
    import { defineConfig } from 'vitest/config'
    const options: AwsFixturesOptions = {
      opensearch: { engineVersion: 'OpenSearch_2.19' },
      neptune: true,
      env: { OPENSEARCH_ENDPOINT: 'opensearch.url' },
      exportCredentials: true,
      onLeak: 'warn',
    }
    export default defineConfig({ plugins: [awsFixtures(options)] })
    // @ts-expect-error no such option
    awsFixtures({ opensaerch: true })
    // @ts-expect-error no such value
    awsFixtures({ opensearch: true, env: { ENDPOINT: 'opensearch.uri' } })
    // @ts-expect-error it is a switch of its own
    awsFixtures({ opensearch: true, env: { credentials: false } })
    // @ts-expect-error no such target
    awsFixtures({ opensearch: true, target: 'docker' })
    awsFixtures({ opensearch: { engineVersion: 'OpenSearch_2.11' }, target: 'aws' })`,
  'a.test.ts': `
    import type { Client } from '@opensearch-project/opensearch'
    import { test as plain } from 'vitest'
    import { type AwsFixtureError, hasErrorCode, isAwsFixtureError } from 'vitest-aws-fixtures'
    import { type AwsFixtures, describe, expect, extendTest, fixtures, it, seed, test } from 'vitest-aws-fixtures/fixtures'

    test('has all fixtures', async ({ opensearch, index, indices, indexPrefix, g, neptune, awsConnections }) => {
      const client: Client = opensearch
      const names: string[] = [index, indexPrefix, ...Object.values(indices)]
      await g.V().count().next()
      await neptune.g.V().count().next()
      const url: string | undefined = awsConnections.opensearch?.url
      const { accessKeyId } = await awsConnections.credentials()
      expect([client, names, url, accessKeyId]).toHaveLength(4)
    })
    // @ts-expect-error it is hoisted only where it comes from Vitest itself
    import { vi } from 'vitest-aws-fixtures/fixtures'
    // @ts-expect-error no such fixture
    test('has no other', ({ domain }) => {})

    const mine = extendTest(plain.extend<{ seven: number }>({ seven: 7 }))
    mine('has mine and theirs', ({ seven, index }) => expect(seven.toFixed() + index.trim()).toBe(''))
    const both = plain.extend<AwsFixtures>(fixtures)
    describe('more', () => { both('has theirs', ({ indexPrefix, task }) => expect(indexPrefix + task.name).toBe('')) })
    it.for([1])('has them in test.for', (n, { index }) => expect(index.length).toBe(n))

    seed(async ({ opensearch, index, g }) => { await opensearch.index({ index, body: {} }); await g.addV().next() }, 9_000)
    // @ts-expect-error it is of a test, and there is none
    test.beforeAll(({ g }) => g)
    mine.beforeAll(({ seven }) => seven.toFixed())
    test.beforeEach(({ g }) => void g)

    const message = (error: unknown): string => {
      if (hasErrorCode(error, 'AWS_FIXTURE_CONFIG')) return error.code satisfies 'AWS_FIXTURE_CONFIG'
      if (hasErrorCode(error, 'AWS_FIXTURE_PERMISSION')) return error.denial.action ?? ''
      // @ts-expect-error no such code
      if (hasErrorCode(error, 'AWS_FIXTURE_CONFG')) return ''
      const known: AwsFixtureError | undefined = isAwsFixtureError(error) ? error : undefined
      return known?.retryable ? known.category : ''
    }
    message(undefined)`,
}

test.for([4, 5] as const)('a strict consumer compiles against its types with Vitest %i', (vitest) => {
  expect(compile(vitest, consumer)).toBe('')
})

test.for([4, 5] as const)('the airports example compiles with Vitest %i', (vitest) => {
  expect(compile(vitest, join(root, 'examples/airports'))).toBe('')
})

test('the command line runs as it is installed', () => {
  const bin = join(inject('installedPackage').workspaces[5], 'node_modules/.bin/vitest-aws-fixtures')
  const { status, stdout, stderr } = spawnSync(bin, ['cache', 'path'], {
    encoding: 'utf8',
    env: { ...process.env, AWS_FIXTURES_CACHE: '/a/cache' },
    timeout: 60_000,
  })
  expect([status, stdout, stderr]).toEqual([0, '/a/cache\n', ''])
})
