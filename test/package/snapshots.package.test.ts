import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { examplesOf } from '../support/manual.ts'
import { projectWith } from '../support/project-with.ts'
import { runVitest } from '../support/run-vitest.ts'

test('a snapshot that one run has taken is that of the next, as docs/fixtures.md has it', async () => {
  const { 'vitest.config.js': config } = projectWith('{ opensearch: true, neptune: true }')
  const files = { ...examplesOf('docs/fixtures.md').snapshots, 'vitest.config.js': config! }
  const first = await runVitest({ vitest: 4, files, args: ['--update', '--testTimeout=60000'] })
  expect(first.output).toContain('2 written')
  const path = '__snapshots__/places.test.ts.snap'
  const taken = await readFile(join(first.directory, path), 'utf8')
  expect(taken).toContain('"_index": "<index places>"')
  expect(taken).toMatch(/"id": "<id 1>"[\s\S]*"id": "<id 2>"/)
  expect(taken).toContain('"indexPrefix": "<indexPrefix>"')
  expect(taken).not.toContain('vaf-')

  const second = await runVitest({ vitest: 5, files: { ...files, [path]: taken }, args: ['--testTimeout=60000'] })
  expect(second.output).toContain('1 passed')
  expect(second.output).not.toMatch(/Snapshots .*(written|obsolete|failed)/)
  expect(second.exitCode).toBe(0)
})
