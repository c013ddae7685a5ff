import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readmeFiles } from '../support/readme-files.ts'
import { runVitest } from '../support/run-vitest.ts'

test('the quickstart of the README works as it stands', async () => {
  const files = readmeFiles('.')
  expect(Object.keys(files)).toEqual(['vitest.config.ts', 'places.test.ts'])
  const run = await runVitest({ vitest: 5, files })
  expect(run.output).toContain('2 passed')
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})

test('the example of isolation level partition works as it stands', async () => {
  const files = readmeFiles('partition')
  expect(Object.keys(files)).toEqual(['vitest.config.ts', 'routes.test.ts'])
  const cwd = new URL('../../', import.meta.url)
  for (const name of globSync('fixtures/airports/**/*.csv', { cwd: fileURLToPath(cwd) })) {
    files[name] = readFileSync(new URL(name, cwd), 'utf8')
  }
  const run = await runVitest({ vitest: 4, files })
  expect(run.output).toContain('3 passed')
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})

test('the example of data for a file works as it stands', async () => {
  const files = readmeFiles('seeded')
  expect(Object.keys(files)).toEqual(['vitest.config.ts', 'books.test.ts'])
  const run = await runVitest({ vitest: 5, files })
  expect(run.output).toContain('2 passed')
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
