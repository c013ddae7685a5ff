import { lockedEngines } from '../../src/engines/releases/engine-lock.ts'
import { machine, quantile, table } from './measure.ts'

/** What is compared: containers as people start them by hand, the baseline, and this package's targets on this machine. */
export const ways = ['hand', 'local', 'containers'] as const

export type Way = (typeof ways)[number]

/** Of one run of the suite, in milliseconds. */
export interface SuiteTimes {
  /** From the start of the process until a first test has passed. */
  readonly firstTest: number
  /** From the start of the first test to the end of the last, with all hooks between. */
  readonly tests: number
  /** From the start of the process to its end. */
  readonly whole: number
}

export type Taken = Readonly<Record<'cold' | 'warm', (SuiteTimes & { readonly way: Way })[]>>

const measures = { firstTest: 'first test passed', tests: '100 tests', whole: 'whole run' } as const
const names = { hand: 'testcontainers by hand', local: 'local', containers: 'containers' } as const

/** What a cold run on target `local` is to take at most, as a ratio to the baseline. */
const REACH = 0.6

/** What the figures depend on besides the machine. */
interface Circumstances {
  readonly rounds: number
  /** Which testcontainers, and whether with Ryuk. */
  readonly testcontainers: string
}

/** Medians and spread in seconds, and what they are to the baseline. */
export function report(taken: Taken, { rounds, testcontainers }: Circumstances): string {
  const rows = [['', '', 'median', 'least', 'most', 'to by hand', 'reach']]
  for (const start of ['cold', 'warm'] as const) {
    for (const measure of Object.keys(measures) as (keyof SuiteTimes)[]) {
      const of = (way: Way) => taken[start].filter((run) => run.way === way).map((run) => run[measure])
      const median = (way: Way) => quantile(of(way), 0.5)
      for (const way of ways) {
        const seconds = [median(way), Math.min(...of(way)), Math.max(...of(way))].map((ms) => (ms / 1000).toFixed(2))
        const ratio = `${(median(way) / median('hand')).toFixed(2)} x`
        const reach = start === 'cold' && way === 'local' && measure !== 'tests' ? `${REACH} x` : ''
        rows.push([`${start}: ${measures[measure]}`, names[way], ...seconds, ratio, reach])
      }
    }
  }
  const { opensearch, gremlin } = lockedEngines
  return [
    `\nSeconds of a suite of 100 tests in two files, ${rounds} rounds`,
    table(rows),
    `\n${machine()}; Vitest 5, ${testcontainers}, OpenSearch ${opensearch.version}, Gremlin Server ${gremlin.version}`,
  ].join('\n')
}
