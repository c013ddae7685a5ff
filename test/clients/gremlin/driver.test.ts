import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import gremlin from 'gremlin'
import { expect, onTestFinished, test } from 'vitest'
import { resolveDriver } from '../../../src/clients/gremlin/driver.ts'
import { ConfigError } from '../../../src/errors/errors.ts'

/** A project, with a package that calls itself gremlin of this version. */
async function project(version?: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'vaf-driver-'))
  onTestFinished(() => rm(root, { recursive: true }))
  if (version !== undefined) {
    const folder = join(root, 'node_modules', 'gremlin')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'gremlin', version, main: 'index.js' }))
    await writeFile(join(folder, 'index.js'), `module.exports = { mark: '${version}' }`)
  }
  return root
}

test("resolveDriver takes this package's own Gremlin driver where the project has none", async () => {
  const driver = resolveDriver(await project())
  expect(driver.version).toBe('3.7.4')
  // The same classes as an import has, or predicates of a test would not be serialised.
  expect(driver.module.process.P).toBe(gremlin.process.P)
})

test.for(['3.7.4', '3.8.0', '3.8.2', '3.8.11', '3.9.0'])(
  "resolveDriver takes the project's own Gremlin driver %s",
  async (version) => {
    expect(resolveDriver(await project(version))).toEqual({ module: { mark: version }, version })
  },
)

test('resolveDriver finds the version of a real Gremlin driver 3.8', () => {
  const require = createRequire(import.meta.url)
  expect(require('gremlin-3.8/package.json')).toMatchObject({ version: '3.8.2' })
})

const remedy = "Install gremlin 3.7.4 (or ^3.8), or remove it to use this package's own."

test.for(['3.7.2', '3.7.3'])(
  'resolveDriver rejects Gremlin driver %s with the reason that it cannot sign',
  async (version) => {
    const root = await project(version)
    expect(() => resolveDriver(root)).toThrow(
      new ConfigError([
        `The Gremlin driver of this project, gremlin ${version}, cannot sign: it uses the global WebSocket, which ignores headers.`,
        remedy,
      ]),
    )
  },
)

test.for(['3.6.8', '3.7.1', '3.7.5', '4.0.0-beta.3', '3.8.0-rc.1', 'nonsense'])(
  'resolveDriver rejects Gremlin driver %s, which is not tested',
  async (version) => {
    const root = await project(version)
    expect(() => resolveDriver(root)).toThrow(
      new ConfigError([`The Gremlin driver of this project, gremlin ${version}, is not supported.`, remedy]),
    )
  },
)

test('resolveDriver fails with the error of a Gremlin driver that is broken', async () => {
  const root = await project('3.8.2')
  await writeFile(join(root, 'node_modules', 'gremlin', 'index.js'), "require('a-package-that-is-missing')")
  expect(() => resolveDriver(root)).toThrow("Cannot find module 'a-package-that-is-missing'")
  const other = await project('3.8.2')
  await writeFile(join(other, 'node_modules', 'gremlin', 'package.json'), '{')
  expect(() => resolveDriver(other)).toThrow(/Invalid package config|JSON/)
})
