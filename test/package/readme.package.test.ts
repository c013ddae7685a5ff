import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runVitest } from '../support/run-vitest.ts'

/** The code blocks of the README that name a file in their first line, by that name. */
function readmeFiles(): Record<string, string> {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const blocks = [...readme.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)]
  return Object.fromEntries(blocks.map(([, name = '', code = '']) => [name, code]))
}

test('the quickstart of the README works as it stands', async () => {
  const files = readmeFiles()
  expect(Object.keys(files)).toEqual(['vitest.config.ts', 'places.test.ts'])
  const run = await runVitest({ vitest: 5, files })
  expect(run.output).toContain('2 passed')
  expect(run.output).toMatch(/✓ cleanup proved/)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
