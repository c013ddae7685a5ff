import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isRunId, newRunId, runIdOf } from '../../src/base/run-id.ts'
import { workerIndexPrefix } from '../../src/contracts/provided-run.ts'

test('every new run id has the shape of a run id', () => {
  const ids = Array.from({ length: 200 }, newRunId)
  expect(ids.filter((id) => !isRunId(id))).toEqual([])
  expect(new Set(ids).size).toBeGreaterThan(190)
})

test.each(['vaf-3f9c', 'vaf-3f9c2a', 'vaf-3F9C2', ' vaf-3f9c2', 'vaf-3f9c2-', 'other-3f9c2'])(
  "the text '%s' has another shape and is not a run id",
  (text) => {
    expect(isRunId(text)).toBe(false)
  },
)

test('the id of the run that made something is read from its name', () => {
  const id = newRunId()
  expect(runIdOf(`${workerIndexPrefix(id, 2)}films`)).toBe(id)
  for (const name of ['vaf-3f9c2-dataset', '.vaf-3f9c2-w1-t1-logs', '.ds-vaf-3f9c2-w1-t1-logs-000001']) {
    expect([name, runIdOf(name)]).toEqual([name, 'vaf-3f9c2'])
  }
  for (const name of ['films', 'vaf-3f9c2', 'x.vaf-3f9c2-logs', 'my-vaf-3f9c2-films'])
    expect([name, runIdOf(name)]).toEqual([name, undefined])
})

test('no name that the sources write out has the shape of a run id, so that what it names counts as no run', () => {
  const sources = globSync('src/**/*.ts').map((file) => ({ file, code: withoutComments(readFileSync(file, 'utf8')) }))
  const names = sources.flatMap(({ file, code }) => [...code.matchAll(/vaf-[\w-]+/g)].map(([name]) => ({ file, name })))
  expect(names).toContainEqual({ file: join('src', 'preflight', 'permission-probe.ts'), name: 'vaf-preflight' })
  expect(names.filter(({ name }) => isRunId(name) || runIdOf(name))).toEqual([])
})

const withoutComments = (code: string) => code.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
