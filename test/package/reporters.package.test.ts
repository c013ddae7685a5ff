import { expect, test } from 'vitest'
import { projectWith } from '../support/project-with.ts'
import { runVitest, type VitestRun } from '../support/run-vitest.ts'

const run = (vitest: VitestRun['vitest'], ...args: string[]) =>
  runVitest({ vitest, files: projectWith('{ neptune: true }'), args })

// Vitest 5 writes JSON and XML to files.
test('with --reporter=json nothing else is on standard output', async () => {
  const { stdout, stderr, exitCode } = await run(4, '--reporter=json')
  expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 1, success: true })
  expect(stderr).toContain('cleanup proved')
  expect(exitCode).toBe(0)
})

test('with --reporter=junit nothing else is on standard output', async () => {
  const { stdout, stderr } = await run(4, '--reporter=junit')
  expect(stdout).toMatch(/^<\?xml [\s\S]*<\/testsuites>\s*$/)
  expect(stdout).not.toContain('aws-fixtures  ')
  expect(stderr).toContain('cleanup proved')
})

test('with --reporter=tap nothing else is on standard output', async () => {
  const { stdout, stderr } = await run(5, '--reporter=tap')
  const others = stdout.split('\n').filter((line) => !/^\s*($|TAP version 13$|1\.\.1$|ok 1 - |\}$)/.test(line))
  expect(others).toEqual([])
  expect(stderr).toContain('cleanup proved')
})

test('with --silent a run that passes says nothing', async () => {
  const { output } = await run(5, '--silent')
  expect(output).toContain('1 passed')
  expect(output).not.toContain('aws-fixtures  ')
})

test('with --silent what went wrong is told', async () => {
  const outside = `test('leaves one', async ({ opensearch }) => { await opensearch.indices.create({ index: 'stray' }) })`
  const files = projectWith('{ opensearch: true }', outside)
  const { stderr, output, exitCode } = await runVitest({ vitest: 4, files, args: ['--silent'] })
  expect(stderr).toContain("Outside of every test's namespace there is: index stray")
  expect(output).not.toContain('ready in')
  expect(exitCode).toBe(1)
})
