import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { examplesOf } from '../support/manual.ts'
import { projectWith } from '../support/project-with.ts'
import { runVitest } from '../support/run-vitest.ts'

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** Gives a project a copy of the official client of its own, of another version than this package depends on. */
async function installCopy(directory: string): Promise<void> {
  const place = join(directory, 'node_modules')
  const copy = join(place, '@opensearch-project', 'opensearch')
  await cp(join(packages, 'opensearch-3.6'), copy, { recursive: true })
  await cp(join(packages, 'hpagent'), join(place, 'hpagent'), { recursive: true })
}

const body = `
  import { Client, errors } from '@opensearch-project/opensearch'
  import { createRequire } from 'node:module'
  import { test as longTest } from './test.ts'

  const LARGE = 9007199254740993n

  test('what fails is of the classes that the project imports', async ({ opensearch, index }) => {
    expect(createRequire(import.meta.url).resolve('@opensearch-project/opensearch')).toContain('project-')
    expect(opensearch).toBeInstanceOf(Client)
    const failure = await opensearch.get({ index, id: 'missing' }).catch((error) => error)
    expect(failure).toBeInstanceOf(errors.ResponseError)
  })

  longTest('a client with options of its own takes the place of the fixture', async ({ opensearch, index }) => {
    expect(opensearch).toBeInstanceOf(Client)
    await opensearch.index({ index, id: '1', body: { large: LARGE }, refresh: true })
    expect((await opensearch.get({ index, id: '1' })).body._source.large).toBe(LARGE)
  })`

test("the fixture opensearch is of the project's own copy of the client, and can be replaced", async () => {
  const run = await runVitest({
    vitest: 5,
    files: { ...projectWith('{ opensearch: true }', body), ...examplesOf('docs/your-own-clients.md')['own-client'] },
    prepare: installCopy,
  })
  expect(run.output).toContain('2 passed')
  expect(run.output).toMatch(/✓ cleanup proved .* nothing left of:/)
  expect(run.exitCode).toBe(0)
})
