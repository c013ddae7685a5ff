import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runVitest } from '../support/run-vitest.ts'

/** The code blocks of the README that name a file of this folder in their first line, by that name. */
function readmeFiles(folder: string): Record<string, string> {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const blocks = [...readme.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)]
  const files = blocks.map(([, path = '', code = '']) => [posix.dirname(path), posix.basename(path), code])
  return Object.fromEntries(files.filter(([at]) => at === folder).map(([, name, code]) => [name, code]))
}

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
