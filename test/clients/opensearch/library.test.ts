import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errors } from '@opensearch-project/opensearch'
import { expect, onTestFinished, test } from 'vitest'
import { createOpenSearchClient } from '../../../src/clients/opensearch/client.ts'
import { resolveOpenSearch } from '../../../src/clients/opensearch/library.ts'
import { copies } from '../opensearch-copies.ts'
import { PauselessClock } from '../pauseless-clock.ts'
import { type Answer, numbered, startTlsServer } from '../tls-server.ts'

/** A project, with a package that calls itself the OpenSearch client of this version. */
async function project(version?: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'vaf-library-'))
  onTestFinished(() => rm(root, { recursive: true }))
  if (version !== undefined) {
    const name = '@opensearch-project/opensearch'
    const folder = join(root, 'node_modules', name)
    await mkdir(folder, { recursive: true })
    // The first versions keep their package.json to themselves.
    const exports = { '.': './index.js' }
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version, exports }))
    await writeFile(join(folder, 'index.js'), `module.exports = { mark: '${version}' }`)
  }
  return root
}

test("resolveOpenSearch takes this package's own client where the project has none", async () => {
  const { module, version, insteadOf } = resolveOpenSearch(await project())
  expect({ version, insteadOf }).toEqual({ version: '3.9.0', insteadOf: undefined })
  // The same classes as an import has, or an instanceof of a test would be false.
  expect(module.errors.ResponseError).toBe(errors.ResponseError)
})

test.for(['1.0.0', '2.5.0', '2.13.0', '3.0.0', '3.9.0', '3.12.1'])(
  "resolveOpenSearch takes the project's own client %s",
  async (version) => {
    expect(resolveOpenSearch(await project(version))).toEqual({ module: { mark: version }, version })
  },
)

test.for(['4.0.0', '3.0.0-beta.7', 'nonsense'])(
  'resolveOpenSearch passes over client %s, which is not tested, and says so',
  async (version) => {
    expect(resolveOpenSearch(await project(version))).toMatchObject({ version: '3.9.0', insteadOf: version })
  },
)

test('resolveOpenSearch fails with the error of a client that is broken', async () => {
  const root = await project('3.9.0')
  const folder = join(root, 'node_modules', '@opensearch-project', 'opensearch')
  await writeFile(join(folder, 'index.js'), "require('a-package-that-is-missing')")
  expect(() => resolveOpenSearch(root)).toThrow("Cannot find module 'a-package-that-is-missing'")
})

test.for(copies.map((library) => [library.version, library] as const))(
  "an OpenSearch client of version %s signs, repeats and closes, and its errors are of that version's classes",
  async ([, library]) => {
    const statuses = [503, 200, 404, 403]
    const answer: Answer = (response) => response.writeHead(statuses.shift() ?? 200).end('{"message":"no"}')
    const { endpoint, requests } = await startTlsServer('opensearch', answer)
    const clock = new PauselessClock()
    const client = createOpenSearchClient({ endpoint, credentials: async () => numbered(1), library, clock })
    onTestFinished(() => client.close())
    expect(client).toBeInstanceOf(library.module.Client)
    expect((await client.info()).statusCode).toBe(200)
    expect(requests).toHaveLength(2)
    await expect(client.get({ index: 'a', id: '1' })).rejects.toBeInstanceOf(library.module.errors.ResponseError)
    await expect(client.info()).rejects.toMatchObject({ name: 'ClientRejectedError', statusCode: 403 })
    await client.close()
    await expect(client.info()).rejects.toBeInstanceOf(library.module.errors.RequestAbortedError)
  },
)
