import { mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { RunEvent } from '../../src/report/events.ts'
import * as messages from '../../src/report/messages.ts'
import { runReporter } from '../../src/report/run-reporter.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { domain, printed } from './reported.ts'
import { wholeRun } from './whole-run.ts'

/** What the reporter of a run prints in GitHub Actions, and what it writes into the job's summary. */
function onGithub(events: readonly RunEvent[]) {
  const folder = mkdtempSync(join(tmpdir(), 'summary-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const summaryFile = join(folder, 'summary.md')
  const lines: string[] = []
  const report = runReporter({
    print: (line) => lines.push(line),
    color: false,
    terminal: false,
    clock: new FakeClock(),
    variables: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summaryFile },
  })
  events.forEach(report)
  return {
    lines,
    commands: lines.filter((line) => line.startsWith('::')),
    summary: () => readFileSync(summaryFile, 'utf8'),
  }
}

/** A title as a workflow command has it. */
const escapedTitle = (title: string) => title.replaceAll(':', '%3A')

test('a long phase is a group that folds, and the report and the proof come after the groups', () => {
  const { lines } = onGithub(wholeRun)
  const at = (text: string) => lines.findIndex((line) => line.startsWith(text))
  expect(lines.filter((line) => line.startsWith('::'))).toEqual([
    `::group::${messages.provisioningGroup('aws')}`,
    '::endgroup::',
  ])
  expect(at('::group::')).toBe(0)
  expect(at('::endgroup::') + 1).toBe(at(printed(messages.readyForTests('aws', 778_000))[0]!))
})

test('a cleanup that takes long is a group of its own', () => {
  const { lines } = onGithub([
    { type: 'removal' },
    { type: 'resource-state', what: domain, state: 'Deleting', elapsedMs: 0 },
    { type: 'resource-deleted', what: domain, elapsedMs: 1_000 },
    { type: 'cleanup-proved', removed: [domain], elapsedMs: 1_000 },
  ])
  expect(lines.slice(0, 5)).toEqual([
    `::group::${messages.removalGroup()}`,
    ...printed(messages.stateSeen(domain, 'Deleting', 0, undefined), messages.resourceDeleted(domain, 1_000)),
    '::endgroup::',
    ...printed(messages.stepByStep([])),
  ])
})

test('a run with stand-ins, which takes a moment, has neither groups nor a summary', () => {
  const { lines, summary } = onGithub([
    { type: 'provisioning', target: 'local', run: 'vaf-1' },
    { type: 'ready', resource: 'OpenSearch', version: '2.19.1', startedInMs: 5_000 },
    { type: 'run-ready', target: 'local', elapsedMs: 5_000 },
    { type: 'removal' },
    { type: 'cleanup-proved', removed: ['a'], elapsedMs: 100 },
  ])
  expect(lines.some((line) => line.startsWith('::'))).toBe(false)
  expect(summary).toThrow('ENOENT')
})

test('a failure is an annotation, escaped as workflow commands demand', () => {
  const { commands } = onGithub([
    { type: 'provisioning', target: 'aws', run: 'vaf-1' },
    { type: 'waiting', what: domain, wanted: 'Active', state: 'Creating', elapsedMs: 0 },
    { type: 'warning', message: '100% of it: a, b' },
    { type: 'run-failed', message: 'What failed.\r\nWhat was seen.', elapsedMs: 5 },
  ])
  expect(commands).toEqual([
    `::group::${messages.provisioningGroup('aws')}`,
    '::warning title=vitest-aws-fixtures::100%25 of it: a, b',
    '::endgroup::',
    `::error title=${escapedTitle(messages.runFailedTitle())}::What failed.%0D%0AWhat was seen.`,
  ])
})

test.for(['fail', 'warn'] as const)('each leak is annotated once, where leaks %s the run', (onLeak) => {
  const failures = [
    { step: domain, message: 'It is still there.\nLast state: Deleting.' },
    { step: 'Neptune cluster b', message: 'No.' },
  ]
  const { commands } = onGithub([
    { type: 'removal' },
    { type: 'cleanup-unproved', message: 'Not proved.', failures, onLeak, elapsedMs: 1 },
    { type: 'warning', message: 'Not proved.' },
  ])
  const level = onLeak === 'fail' ? 'error' : 'warning'
  expect(commands).toEqual([
    `::${level} title=${escapedTitle(messages.unprovedTitle())}::${domain}: It is still there.%0ALast state: Deleting.`,
    `::${level} title=${escapedTitle(messages.unprovedTitle())}::Neptune cluster b: No.`,
  ])
})

test('a second signal is an error that names what may still exist', () => {
  expect(onGithub([{ type: 'abandoned', by: 'signal', remaining: [domain, 'b'] }]).commands).toEqual([
    `::error title=${escapedTitle(messages.abandonedTitle())}::${domain}%0Ab`,
  ])
  expect(onGithub([{ type: 'abandoned', by: 'signal', remaining: [] }]).commands).toEqual([])
})

test("the job's summary has a table of the steps and the proof of the cleanup", () => {
  expect(onGithub(wholeRun).summary()).toBe(`
### vitest-aws-fixtures: target aws

| resource | step | time |
|---|---|---:|
| Neptune cluster vaf-a-1 | reused | 1.5 s |
| OpenSearch domain vaf-a-1 | created | 12 min 40 s |
| OpenSearch domain vaf-a-1 | name resolved | 3.0 s |
| dataset airports | loaded: 1 index | 2.1 s |
| Neptune cluster vaf-a-1 | kept, stopped for the next run | 2 min |
| OpenSearch domain vaf-a-1 | deleted | 9 min 30 s |

✅ Cleanup proved in 11 min 30 s, nothing left of:

- OpenSearch domain vaf-a-1

Nothing in account 111122223333, eu-west-1 is tagged run=vaf-3f9c2.

`)
})

test("the job's summary has the receipt", () => {
  const { summary } = onGithub([
    { type: 'provisioning', target: 'aws', run: 'vaf-1' },
    { type: 'resource-asked', what: domain, cost: { perHourUsd: 0.051, by: 'by a list' } },
    { type: 'resource-kept', what: domain, why: 'for the next run', elapsedMs: 0 },
    { type: 'cleanup-proved', removed: [], elapsedMs: 1_000 },
  ])
  expect(summary()).toMatch(
    /\n\nestimated cost of this run:\n\n- OpenSearch domain vaf-a-1: \d\.\d s, less than \$0\.01; .* about \$0\.051 an hour\n\n/,
  )
})

test("the job's summary names what is left, escaped for Markdown", () => {
  const failures = [{ step: 'index a_b|c', message: 'It is <there>.\nDelete it: `x`.' }]
  const event = { type: 'cleanup-unproved', message: 'm', failures, onLeak: 'fail', elapsedMs: 1_000 } as const
  const { summary } = onGithub([{ type: 'provisioning', target: 'aws', run: 'vaf-1' }, event])
  expect(summary()).toBe(`
### vitest-aws-fixtures: target aws

❌ The cleanup could not be proved (1.0 s):

- **index a&#95;b&#124;c**: It is &#60;there&#62;.<br>Delete it: &#96;x&#96;.

`)
})
