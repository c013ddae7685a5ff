import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readmeFiles } from '../support/readme-files.ts'
import { runVitest } from '../support/run-vitest.ts'

/** The graph that an example is over, which the README does not have. */
const airports = () => {
  const cwd = new URL('../../', import.meta.url)
  const names = globSync('fixtures/airports/**/*.csv', { cwd: fileURLToPath(cwd) })
  return Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, cwd), 'utf8')]))
}

test.for([
  ['the quickstart', { folder: '.', file: 'places.test.ts', data: {}, vitest: 5, passed: 2 }],
  [
    'the example of isolation level partition',
    { folder: 'partition', file: 'routes.test.ts', data: airports(), vitest: 4, passed: 3 },
  ],
  ['the example of data for a file', { folder: 'seeded', file: 'books.test.ts', data: {}, vitest: 5, passed: 2 }],
] as const)('%s works as it stands', async ([, { folder, file, data, vitest, passed }]) => {
  const files = readmeFiles(folder)
  expect(Object.keys(files)).toEqual(['vitest.config.ts', file])
  const run = await runVitest({ vitest, files: { ...files, ...data } })
  expect(run.output).toContain(`${passed} passed`)
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
