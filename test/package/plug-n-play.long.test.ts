import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, onTestFinished, test } from 'vitest'

/** The newest of Yarn, and the Vite that this repository is tested with. */
const YARN = '@yarnpkg/cli-dist@4'

const files: Readonly<Record<string, string>> = {
  '.yarnrc.yml': 'nodeLinker: pnp\nenableTelemetry: false\nenableGlobalCache: false\nenableImmutableInstalls: false\n',
  'yarn.lock': '',
  'vitest.config.js': `
    import { defineConfig } from 'vitest/config'
    import { awsFixtures } from 'vitest-aws-fixtures'
    const service = { dataset: 'data' }
    export default defineConfig({ plugins: [awsFixtures({ opensearch: service, neptune: service, reuse: false })] })`,
  'data/opensearch/books/index.json': '{}',
  'data/opensearch/books/a.ndjson': '{"_id": "1"}\n',
  'data/neptune/vertices.csv': '~id,~label\n1,book\n',
  'a.test.js': `
    import { expect, test } from 'vitest-aws-fixtures/fixtures'
    test('uses both', async ({ opensearch, index, g }) => {
      expect((await opensearch.count({ index })).body.count).toBe(1)
      expect((await g.V().count().next()).value).toBe(1)
    })`,
}

test('runs in a project of Yarn with Plug’n’Play, with a dataset, and leaves nothing', async () => {
  const { tarball, workspaces } = inject('installedPackage')
  const directory = await mkdtemp(join(dirname(tarball), 'pnp-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const versionOf = async (name: string): Promise<string> =>
    JSON.parse(await readFile(join(workspaces[5], 'node_modules', name, 'package.json'), 'utf8')).version
  const devDependencies = {
    vitest: await versionOf('vitest'),
    vite: await versionOf('vite'),
    'vitest-aws-fixtures': `file:${tarball}`,
  }
  const packageJson = JSON.stringify({ name: 'pnp', private: true, type: 'module', devDependencies })
  for (const [name, contents] of Object.entries({ ...files, 'package.json': packageJson })) {
    await mkdir(dirname(join(directory, name)), { recursive: true })
    await writeFile(join(directory, name), contents)
  }
  const run = (program: string, args: readonly string[]) =>
    promisify(execFile)(program, args, {
      cwd: directory,
      env: { ...process.env, CI: 'true', TMPDIR: directory, NO_COLOR: '1', NODE_OPTIONS: '' },
      timeout: 240_000,
      maxBuffer: 16 * 1024 * 1024,
    }).catch((error: Error & { stdout?: string }) => {
      throw new Error(`${error.message}\n${error.stdout}`, { cause: error })
    })
  const tools = join(directory, 'tools')
  await run('npm', ['install', '--prefix', tools, '--no-audit', '--no-fund', YARN])
  const yarn = join(tools, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js')
  await run(process.execPath, [yarn, 'install'])
  const { stdout, stderr } = await run(process.execPath, [yarn, 'vitest', 'run'])
  expect(stdout).toContain('1 passed')
  expect(stdout + stderr).toMatch(/✓ cleanup proved in [\d.]+ s, nothing left of:/)
}, 600_000)
