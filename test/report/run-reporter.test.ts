import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import * as messages from '../../src/report/messages.ts'
import { runReporter } from '../../src/report/run-reporter.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { domain, printed } from './reported.ts'
import { wholeRun } from './whole-run.ts'

test('outside of GitHub Actions no workflow command is printed', () => {
  const lines: string[] = []
  const report = runReporter({ print: (line) => lines.push(line), color: false, terminal: false, variables: {} })
  wholeRun.forEach(report)
  expect(lines.filter((line) => line.startsWith('::'))).toEqual([])
  expect(lines.at(-3)).toContain('cleanup proved')
})

test('a summary that cannot be written is reported once, and the run is reported as usual', () => {
  const lines: string[] = []
  const variables = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/nowhere/summary.md' }
  const report = runReporter({ print: (line) => lines.push(line), color: false, terminal: false, variables })
  wholeRun.forEach(report)
  report({ type: 'warning', message: 'later' })
  expect(lines.filter((line) => line.includes('/nowhere/summary.md'))).toEqual([
    messages.reporterFailed("ENOENT: no such file or directory, open '/nowhere/summary.md'"),
  ])
  expect(lines.at(-1)).toBe(printed(messages.warning('later'))[0])
  expect(lines.some((line) => line.includes('✓ cleanup proved'))).toBe(true)
})

test('a silent reporter prints only what went wrong, annotates it, and writes the summary', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vaf-report-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const summary = join(folder, 'summary.md')
  const variables = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const report = runReporter({ print, color: false, terminal: false, variables, isSilent: true })
  report({ type: 'warning', message: 'sooner' })
  wholeRun.filter(({ type }) => type !== 'warning').forEach(report)
  expect(lines).toEqual(['::warning title=vitest-aws-fixtures::sooner', ...printed(messages.warning('sooner'))])
  expect(await readFile(summary, 'utf8')).toContain('Cleanup proved')
})

test('a closed output fails no run, neither at an event nor at a timer', async () => {
  const clock = new FakeClock()
  const print = () => {
    throw new Error('EPIPE')
  }
  const report = runReporter({ print, clock, terminal: { columns: 80 }, variables: {} })
  report({ type: 'waiting', what: domain, wanted: 'Active', state: 'Creating', elapsedMs: 0 })
  await clock.advance(5_000)
  report({ type: 'removal' })
  expect(clock.pendingTimers).toBe(0)
})
