import { expect, test } from 'vitest'
import { consoleReporter } from '../../src/report/console.ts'
import type { RunEvent } from '../../src/report/events.ts'

function linesOf(events: readonly RunEvent[], now: () => number = () => 0): string[] {
  const lines: string[] = []
  const clock = { now, after: () => () => {} }
  const report = consoleReporter({ print: (line) => lines.push(line), color: false, clock, terminal: false })
  for (const event of events) report(event)
  return lines
}

test('tells engine, version and time of what is ready', () => {
  expect(linesOf([{ type: 'ready', resource: 'OpenSearch', version: '2.19.1', startedInMs: 7_940 }])).toEqual([
    ' aws-fixtures  OpenSearch 2.19.1 ready in 7.9 s, client validated',
  ])
})

test('tells that a dataset waits for those of other runs', () => {
  const waiting = (before: number) => ({ type: 'dataset-waiting', what: 'Dataset airports', before }) as const
  expect(linesOf([waiting(1), waiting(12)])).toEqual([
    ' aws-fixtures  Dataset airports waits for one other load, of other runs most likely',
    ' aws-fixtures  Dataset airports waits for 12 other loads, of other runs most likely',
  ])
})

test('tells how far a load has come that takes long', () => {
  expect(linesOf([{ type: 'dataset-loading', dataset: 'airports', loaded: 4_020, total: 8_742 }])).toEqual([
    ' aws-fixtures  dataset airports: 4,020 of 8,742 elements loaded',
  ])
})

/** A download of 10 MB, a megabyte a second, shown as on this terminal. */
function downloadLines(terminal: { columns: number } | false, seconds = 10): string[] {
  let now = 0
  const lines: string[] = []
  const clock = { now: () => now, after: () => () => {} }
  const report = consoleReporter({ print: (line) => lines.push(line), color: false, clock, terminal })
  for (let second = 0; second <= seconds; second += 0.05) {
    now = Math.round(second * 1_000)
    const receivedBytes = Math.round(second * 20) * 50_000
    report({ type: 'downloading', what: 'OpenSearch', receivedBytes, totalBytes: 20e6, byAnother: false })
  }
  now += 1_000
  report({ type: 'downloading', what: 'OpenSearch', receivedBytes: 20e6, totalBytes: 20e6, byAnother: false })
  report({ type: 'warning', message: 'over' })
  return lines
}

test('thins a download out to a line every ten seconds in a log, and its end', () => {
  expect(downloadLines(false, 15)).toEqual([
    ' aws-fixtures  downloading OpenSearch: 0.1 of 20.0 MB',
    ' aws-fixtures  downloading OpenSearch: 10.1 of 20.0 MB, 1.0 MB/s',
    ' aws-fixtures  downloading OpenSearch: 20.0 of 20.0 MB, 1.3 MB/s',
    ' aws-fixtures  warning: over',
  ])
})

test('shows a download in one line of a terminal', () => {
  const [first, ...rest] = downloadLines({ columns: 60 }, 1)
  expect(first).toBe(' aws-fixtures  downloading OpenSearch: 0.1 of 20.0 MB')
  expect(rest.slice(0, -1).every((line) => line.startsWith('\x1b[1A\x1b[2K aws-fixtures  downloading '))).toBe(true)
  expect(rest).toHaveLength(11)
  expect(rest.at(-2)).toBe('\x1b[1A\x1b[2K aws-fixtures  downloading OpenSearch: 20.0 of 20.0 MB, 10.')
  expect(rest.at(-1)).toBe(' aws-fixtures  warning: over')
})

test('takes a terminal that does not know its width for one of 80 columns', () => {
  expect(downloadLines({ columns: 0 }, 1).at(-2)?.length).toBeGreaterThan(60)
})

test('says when it waits for what another run downloads', () => {
  const event = { type: 'downloading', what: 'OpenSearch', totalBytes: 10e6, byAnother: true } as const
  expect(
    linesOf([
      { ...event, receivedBytes: 0 },
      { ...event, receivedBytes: 1e6 },
    ]),
  ).toEqual([' aws-fixtures  another run downloads OpenSearch: 1.0 of 10.0 MB'])
})

test('names what a second signal leaves behind', () => {
  expect(linesOf([{ type: 'abandoned', by: 'signal', remaining: ['OpenSearch stand-in vaf-1'] }])).toEqual([
    ' aws-fixtures  exits at once; not yet seen to be gone:',
    '   - OpenSearch stand-in vaf-1',
  ])
})

test('names what a process that exits too early leaves behind', () => {
  expect(linesOf([{ type: 'abandoned', by: 'exit', remaining: ['OpenSearch domain vaf-1'] }])).toEqual([
    ' aws-fixtures  the process exits before the cleanup, by process.exit() or an error that nothing has caught; not yet seen to be gone:',
    '   - OpenSearch domain vaf-1',
  ])
})

test('says what was removed and that nothing is left', () => {
  expect(linesOf([{ type: 'cleanup-proved', removed: ['a', 'b'], elapsedMs: 1_200 }])).toEqual([
    ' aws-fixtures  ✓ cleanup proved in 1.2 s, nothing left of:',
    '   - a',
    '   - b',
  ])
  expect(linesOf([{ type: 'cleanup-proved', removed: [], elapsedMs: 0 }])).toEqual([
    ' aws-fixtures  ✓ cleanup proved in 0.0 s, nothing had been made',
  ])
})
