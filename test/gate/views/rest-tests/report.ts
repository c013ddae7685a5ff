import { differences } from './compare-runs.ts'
import { explanationOf } from './explained-differences.ts'
import type { RestTest } from './read-rest-tests.ts'
import type { Outcome } from './run-rest-test.ts'

/** How a test went on both sides; without outcomes it was not run. */
export interface Compared {
  readonly test: RestTest
  readonly plain?: Outcome
  readonly view?: Outcome
}

export interface Report {
  /** A table, a line for each folder of tests, and what differs, with its explanation. */
  readonly text: string
  /** What differs without an explanation. */
  readonly unexplained: readonly string[]
  readonly counts: Counts
}

interface Counts {
  readonly tests: number
  readonly skipped: number
  readonly passed: number
  readonly failed: number
  readonly different: number
}

/** What became of all tests. */
export function reportOf(compared: readonly Compared[]): Report {
  const found = compared.map(({ test, plain, view }) => {
    const lines = plain && view ? differences(plain, view) : []
    const name = `${test.file} › ${test.title}`
    return {
      test,
      name,
      failed: plain?.failure !== undefined,
      ran: Boolean(plain),
      lines: lines.map((line) => [line, explanationOf(name, line)] as const),
    }
  })
  const countsOf = (some: typeof found): Counts => ({
    tests: some.length,
    skipped: some.filter(({ ran }) => !ran).length,
    passed: some.filter(({ ran, failed }) => ran && !failed).length,
    failed: some.filter(({ failed }) => failed).length,
    different: some.filter(({ lines }) => lines.some(([, why]) => why === undefined)).length,
  })
  const byFolder = grouped(found, ({ test }) => test.file.split('/')[0]!)
  const rows = [...byFolder].map(([folder, some]) => rowOf(folder, countsOf(some)))
  const counts = countsOf(found)
  const all = found.flatMap(({ name, lines }) => lines.map(([line, why]) => ({ line: `${name}\n    ${line}`, why })))
  const unexplained = all.filter(({ why }) => why === undefined).map(({ line }) => line)
  const explained = grouped(
    all.filter(({ why }) => why !== undefined),
    ({ why }) => why!,
  )
  const text = [
    ['folder', 'tests', 'skipped', 'passed', 'failed', 'different'].map(column).join(''),
    ...rows,
    rowOf('all', counts),
    ...[...explained].map(([why, some]) => `\n${some.length} × ${why}\n  ${some[0]!.line}`),
    `\nwithout an explanation: ${unexplained.length}`,
    ...unexplained,
  ].join('\n')
  return { text, unexplained, counts }
}

const rowOf = (name: string, { tests, skipped, passed, failed, different }: Counts): string =>
  [name, tests, skipped, passed, failed, different].map(column).join('')

const column = (value: string | number, at: number): string =>
  at === 0 ? String(value).padEnd(36) : String(value).padStart(10)

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}
