import { availableParallelism, cpus } from 'node:os'

/** What many runs of one thing took. */
export interface Times {
  /** Milliseconds. */
  readonly p50: number
  /** Milliseconds. */
  readonly p99: number
  /** Runs per second, with `at` of them under way. */
  readonly perSecond: number
  readonly at: number
}

export interface Plan {
  /** Runs of each way, one after the other, for p50 and p99. */
  readonly runs: number
  /** Runs of each way with some of them under way at the same time. */
  readonly flood: number
  readonly at: number
}

/** Something to be timed, in several ways that are compared. */
export type Ways<Name extends string> = Readonly<Record<Name, () => Promise<unknown>>>

/** All ways in turn, in short rounds, so that whatever else the machine does is shared out fairly. */
export async function compare<Name extends string>(
  ways: Ways<Name>,
  { runs, flood, at }: Plan,
): Promise<Record<Name, Times>> {
  const names = Object.keys(ways) as Name[]
  const taken = Object.fromEntries(names.map((name) => [name, { latencies: [], floods: [] }])) as unknown as Record<
    Name,
    { latencies: number[]; floods: number[] }
  >
  for (const name of names) await repeat(ways[name], Math.ceil(runs / 2))
  const rounds = 10
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 ? names.toReversed() : names) {
      taken[name].latencies.push(...(await repeat(ways[name], Math.ceil(runs / rounds))))
      const start = performance.now()
      await Promise.all(Array.from({ length: at }, () => repeat(ways[name], Math.ceil(flood / rounds / at))))
      taken[name].floods.push((at * Math.ceil(flood / rounds / at)) / ((performance.now() - start) / 1000))
    }
  }
  const timesOf = ({ latencies, floods }: { latencies: number[]; floods: number[] }): Times => ({
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    perSecond: quantile(floods, 0.5),
    at,
  })
  return Object.fromEntries(names.map((name) => [name, timesOf(taken[name])])) as Record<Name, Times>
}

/** Runs something again and again; the milliseconds that each run took. */
export async function repeat(run: () => Promise<unknown>, times: number): Promise<number[]> {
  const taken: number[] = []
  for (let turn = 0; turn < times; turn++) {
    const start = performance.now()
    await run()
    taken.push(performance.now() - start)
  }
  return taken
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Rows as a table in plain text. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n')
}

/** What a figure depends on. */
export function machine(): string {
  return `Node ${process.version}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${process.platform}`
}
