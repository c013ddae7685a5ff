import { execFile } from 'node:child_process'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { beforeEach, expect, test } from 'vitest'
import { resolverOptions } from '../../src/process/plug-n-play.ts'

/** A stand-in of Yarn's resolver: it says that it is loaded, and from where. */
const resolver = `
  const { Module } = require('node:module')
  process.versions.pnp = '3'
  const resolve = Module._resolveFilename
  Module._resolveFilename = (name, ...rest) => (name === 'pnpapi' ? __filename : resolve(name, ...rest))`

let folder: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'vaf-pnp-')))
  await writeFile(join(folder, '.pnp.cjs'), resolver)
  return () => rm(folder, { recursive: true, force: true })
})

/** The options in a process under this resolver. */
async function under(): Promise<unknown> {
  const source = new URL('../../src/process/plug-n-play.ts', import.meta.url).href
  const script = `import(${JSON.stringify(source)}).then((it) => console.log(JSON.stringify(it.resolverOptions())))`
  const args = ['--require', join(folder, '.pnp.cjs'), '--eval', script]
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout)
}

test('without Plug’n’Play a process of ours gets no resolver options', () => {
  expect(resolverOptions()).toEqual([])
})

test('under Plug’n’Play a process of ours gets the resolver of this one', async () => {
  expect(await under()).toEqual(['--require', join(folder, '.pnp.cjs')])
  const loader = join(folder, '.pnp.loader.mjs')
  await writeFile(loader, '')
  expect(await under()).toEqual([
    ...['--require', join(folder, '.pnp.cjs')],
    ...['--experimental-loader', pathToFileURL(loader).href],
  ])
})
