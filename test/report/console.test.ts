import { expect, test } from 'vitest'
import { consoleReporter } from '../../src/report/console.ts'
import type { SessionEvent } from '../../src/report/events.ts'

function linesOf(events: readonly SessionEvent[], now: () => number = () => 0): string[] {
  const lines: string[] = []
  const clock = { now, after: () => () => {} }
  const report = consoleReporter({ print: (line) => lines.push(line), color: false, clock })
  for (const event of events) report(event)
  return lines
}

test('tells engine, version and time of what is ready', () => {
  expect(linesOf([{ type: 'ready', resource: 'OpenSearch', version: '2.19.1', startedInMs: 7_940 }])).toEqual([
    ' aws-fixtures  OpenSearch 2.19.1 ready in 7.9 s, client validated',
  ])
})

test('thins a download out to one line every three seconds, and its end', () => {
  let now = 0
  const lines: string[] = []
  const report = consoleReporter({
    print: (line) => lines.push(line),
    color: false,
    clock: { now: () => now, after: () => () => {} },
  })
  for (let second = 0; second <= 10; second += 1) {
    now = second * 1_000
    report({ type: 'downloading', what: 'OpenSearch', receivedBytes: second * 1e6, totalBytes: 10e6 })
  }
  expect(lines).toEqual([
    ' aws-fixtures  downloading OpenSearch: 0.0 of 10.0 MB',
    ' aws-fixtures  downloading OpenSearch: 3.0 of 10.0 MB',
    ' aws-fixtures  downloading OpenSearch: 6.0 of 10.0 MB',
    ' aws-fixtures  downloading OpenSearch: 9.0 of 10.0 MB',
    ' aws-fixtures  downloading OpenSearch: 10.0 of 10.0 MB',
  ])
})

test('names what a second signal leaves behind', () => {
  expect(linesOf([{ type: 'abandoned', remaining: ['OpenSearch stand-in vaf-1'] }])).toEqual([
    ' aws-fixtures  exits at once; not yet seen to be gone:',
    '   - OpenSearch stand-in vaf-1',
  ])
})

test('says what was removed and that nothing is left', () => {
  expect(linesOf([{ type: 'cleanup-proved', removed: ['a', 'b'], elapsedMs: 1_200 }])).toEqual([
    ' aws-fixtures  ✓ cleanup proved in 1.2 s, nothing left of:',
    '   - a',
    '   - b',
  ])
})
