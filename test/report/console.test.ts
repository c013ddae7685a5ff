import { expect, test } from 'vitest'
import { consoleReporter } from '../../src/report/console.ts'
import type { RunEvent } from '../../src/report/events.ts'
import * as messages from '../../src/report/messages.ts'
import { cluster, domain, printed, reported } from './reported.ts'

test.for<[RunEvent, string | readonly string[]]>([
  [
    { type: 'ready', resource: 'OpenSearch', version: '2.19.1', startedInMs: 7_940 },
    messages.ready('OpenSearch', '2.19.1', 7_940),
  ],
  [{ type: 'dataset-changed', dataset: 'airports' }, messages.datasetChanged('airports')],
  [{ type: 'dataset-waiting', what: 'Dataset airports', before: 12 }, messages.datasetWaiting('Dataset airports', 12)],
  [
    { type: 'dataset-loading', dataset: 'airports', loaded: 4_020, total: 8_742 },
    messages.datasetLoading('airports', 4_020, 8_742),
  ],
  [{ type: 'requests-rejected', count: 13 }, messages.requestsRejected(13)],
  [{ type: 'engines-stopped', message: 'The engines stopped.\nWhy.' }, ['The engines stopped.', 'Why.']],
  [{ type: 'interrupted', signal: 'SIGINT', remaining: [domain] }, messages.interrupted('SIGINT', [domain])],
  [{ type: 'abandoned', by: 'signal', remaining: [domain] }, messages.abandoned('signal', [domain])],
  [{ type: 'abandoned', by: 'exit', remaining: [domain] }, messages.abandoned('exit', [domain])],
  [
    { type: 'cleanup-proved', removed: ['a', 'b'], elapsedMs: 1_200 },
    withTick(messages.cleanupProved(['a', 'b'], 1_200)),
  ],
  [{ type: 'cleanup-proved', removed: [], elapsedMs: 0 }, withTick(messages.cleanupProved([], 0))],
])('the event %o is printed with a label, and its further lines below it', ([event, message]) => {
  const { lines, report } = reported()
  report(event)
  expect(lines).toEqual(printed(message))
})

function withTick([first, ...rest]: readonly string[]): readonly string[] {
  return [`✓ ${first}`, ...rest]
}

test('a resource that costs nothing is requested without a price', () => {
  const { lines, report } = reported()
  report({ type: 'resource-asked', what: cluster })
  expect(lines).toEqual(printed(messages.resourceRequested(cluster, undefined)))
})

/** The lines for a download of 20 MB at a megabyte a second, with an event every 50 ms, on a terminal or in a log. */
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

test('a log has a line of a download every ten seconds, and one at its end', () => {
  expect(downloadLines(false, 15)).toEqual([
    expect.stringContaining(': 0.1 of 20.0 MB'),
    expect.stringContaining(': 10.1 of 20.0 MB, 1.0 MB/s'),
    expect.stringContaining(': 20.0 of 20.0 MB, 1.3 MB/s'),
    ...printed(messages.warning('over')),
  ])
})

test('a terminal shows a download in one line that changes, cut to the width of the terminal', () => {
  const [first, ...rest] = downloadLines({ columns: 60 }, 1)
  expect(first).toBe(' aws-fixtures  downloading OpenSearch: 0.1 of 20.0 MB')
  expect(rest.slice(0, -1).every((line) => line.startsWith('\x1b[1A\x1b[2K aws-fixtures  downloading '))).toBe(true)
  expect(rest).toHaveLength(11)
  expect(rest.at(-2)).toBe('\x1b[1A\x1b[2K aws-fixtures  downloading OpenSearch: 20.0 of 20.0 MB, 10.')
  expect(rest.at(-1)).toBe(printed(messages.warning('over'))[0])
})

test('a terminal that does not know its width is taken to have 80 columns', () => {
  expect(downloadLines({ columns: 0 }, 1).at(-2)?.length).toBeGreaterThan(60)
})

test('a download by another run is shown from its first byte on', () => {
  const { lines, report } = reported()
  const event = { type: 'downloading', what: 'OpenSearch', totalBytes: 10e6, byAnother: true } as const
  report({ ...event, receivedBytes: 0 })
  report({ ...event, receivedBytes: 1e6 })
  expect(lines).toEqual(printed(messages.downloading('OpenSearch', true, 1e6, 10e6, 0)))
})
