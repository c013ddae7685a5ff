import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorLines } from '../../support/error-lines.ts'
import { fillCache, ownFolder } from '../../support/filled-cache.ts'
import { projectWith, usesIndex } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/
const strange = `ü 日本 'q" %41 $x `

const usesBoth = `test('uses both', async ({ opensearch, index, g }) => {
  await opensearch.index({ index, id: '1', body: {} })
  await g.addV('a').next()
})`

test.for([
  { name: 'a locale of UTF-8', locale: 'C.UTF-8' },
  { name: 'no locale', locale: 'C' },
])('project, cache and temporary files below spaces, quotes, unicode and %, with $name: works', async ({ locale }) => {
  const cache = await ownFolder(`vaf-${strange}`)
  const options = { opensearch: true, neptune: true } as const
  await fillCache(cache, options)
  const temporary = await ownFolder(`vaf-${strange}`)
  const run = await runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify(options), usesBoth),
    folder: strange,
    temporary,
    env: { AWS_FIXTURES_CACHE: cache, LC_ALL: locale, LANG: undefined },
  })
  expect(run.output).toMatch(proved)
  expect(run.output).toContain('1 passed')
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('a folder for temporary files whose path is too long for a socket: works, in /tmp', async () => {
  const temporary = join(await ownFolder(), 'x'.repeat(120))
  await mkdir(temporary)
  const run = await runVitest({
    vitest: 5,
    files: projectWith(
      '{ opensearch: true }',
      `${usesIndex}\ntest('says where', () => console.log(process.env.NODE_EXTRA_CA_CERTS))`,
    ),
    temporary,
  })
  expect(run.output).toMatch(/^\/tmp\/vaf-\d+\//m)
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('a cache below a folder with a colon in its name, which Java cannot be given', async () => {
  const cache = join(await ownFolder(), 'a:b')
  await mkdir(cache)
  await fillCache(cache)
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    env: { AWS_FIXTURES_CACHE: cache },
  })
  expect(errorLines(run.output)).toEqual([
    expect.stringMatching(/^ConfigError: Java cannot be started .* ':': .*\/a:b\/.*\.jar$/),
    expect.stringContaining('class path'),
    expect.stringMatching(/'local\.cacheDirectory'.*AWS_FIXTURES_CACHE/),
  ])
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('no HOME: works, with the home that the system knows', async () => {
  const run = await runVitest({ vitest: 5, files: projectWith('{ neptune: true }'), env: { HOME: undefined } })
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)
})
