import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultCacheDirectory } from '../src/cache/cache-directory.ts'
import { fetchArtifacts, MAVEN_CENTRAL } from '../src/engines/releases/artifacts.ts'
import { lockedEngines } from '../src/engines/releases/engine-lock.ts'
import { findJava } from '../src/java/choose-java.ts'
import { sleep } from '../src/wait/sleep.ts'
import { machine, quantile, table } from './support/measure.ts'
import { type RawEngines, startRawEngines } from './support/raw-engines.ts'
import { breakdown } from './support/start-breakdown.ts'
import { StartProject, type TimedRun } from './support/start-project.ts'

/** How often each is run; the first argument after the name says otherwise. */
const ROUNDS = 7

/** Between a first run and the next, in milliseconds: somebody has looked at what it said. */
const PAUSE_MS = 3_000

/** Which run over the same engines is timed as one of many: their code has been compiled by then. */
const STEADY = 8

type Row = 'engines' | 'bare' | 'unit' | 'first' | 'archive' | 'warm' | 'steady'

/**
 * What a run with one test costs, from the start of its process to its end, against both raw engines started by hand
 * (a) and the same clients in a bare Vitest (b). Each round runs all of them once, forwards and backwards in turn.
 */
export async function bench(): Promise<void> {
  const rounds = Number(process.argv[3] ?? ROUNDS)
  const filled = process.env.AWS_FIXTURES_CACHE ?? defaultCacheDirectory()
  const engines = await obtain(filled)
  const project = await StartProject.make(filled)
  const archives = join(project.cache, 'archives')
  const times = Object.fromEntries(
    (['engines', 'bare', 'unit', 'first', 'archive', 'warm', 'steady'] as const).map((row) => [row, [] as number[]]),
  ) as Record<Row, number[]>
  const parts = { first: new Map<string, number[]>(), archive: new Map<string, number[]>() }

  const timed = async (row: Exclude<Row, 'engines'>, run: Promise<TimedRun>) => {
    const finished = await run
    times[row].push(finished.tookMs)
    if (row !== 'first' && row !== 'archive') return
    for (const [name, ms] of await breakdown(finished, project.cache)) {
      parts[row].set(name, [...(parts[row].get(name) ?? []), ms])
    }
  }
  const ways: Record<Exclude<Row, 'steady'>, () => Promise<unknown>> = {
    engines: async () => times.engines.push(await startRawEngines(engines, project.root)),
    bare: () => timed('bare', project.run('bare')),
    unit: () => timed('unit', project.run('unit')),
    async first() {
      const kept = `${archives}.kept`
      await rename(archives, kept)
      // As on a laptop, where it also notes its classes.
      await timed('first', project.run('warm'))
      await project.down()
      await rm(archives, { recursive: true, force: true })
      await rename(kept, archives)
    },
    archive: () => timed('archive', project.run('cold')),
    async warm() {
      await project.run('warm')
      await sleep(PAUSE_MS)
      await timed('warm', project.run('warm'))
      for (let run = 2; run < STEADY; run++) await project.run('warm')
      await timed('steady', project.run('warm'))
      await project.down()
    },
  }
  try {
    // Not timed: the archives, and whatever else is done only once.
    await project.run('bare')
    await project.run('warm')
    await project.settle()
    await project.down()
    const order = Object.values(ways)
    for (let round = 0; round < rounds; round++) {
      for (const way of round % 2 ? order.toReversed() : order) await way()
    }
    report(times, rounds)
    console.log(`\nWhere the time of a cold run goes (ms, medians)\n${table(partRows(parts))}`)
    console.log(`\n${machine()}; Vitest 5, ${versions()}, ${engines.java}`)
  } finally {
    await project.down()
    await project.remove()
  }
}

async function obtain(cacheDirectory: string): Promise<RawEngines> {
  const signal = AbortSignal.timeout(30 * 60_000)
  const mirror = process.env.AWS_FIXTURES_MAVEN_MIRROR ?? MAVEN_CENTRAL
  const { JAVA_HOME: home, PATH: path = '' } = process.env
  const jars = (name: 'opensearch' | 'gremlin') =>
    fetchArtifacts({ engine: lockedEngines[name], cacheDirectory, mirror, signal, onProgress: () => {} })
  const java = await findJava({ ...(home && { home }), path, platform: process.platform, signal })
  return { java: java.executable, opensearch: await jars('opensearch'), gremlin: await jars('gremlin') }
}

function report(times: Record<Row, number[]>, rounds: number): void {
  const median = (row: Row) => quantile(times[row], 0.5)
  const [a, b] = [median('engines'), median('bare')]
  const line = (row: Row, name: string, ratio?: string, reach?: string) =>
    times[row].length > 0
      ? [
          [
            name,
            ...[median(row), Math.min(...times[row]), Math.max(...times[row])].map((ms) => (ms / 1000).toFixed(2)),
          ].concat(ratio ?? '', reach ?? ''),
        ]
      : []
  const against = (row: Row) => `${(median(row) / (a + b)).toFixed(2)} x (a+b)`
  const above = (row: Row) => `b ${median(row) < b ? '-' : '+'} ${(Math.abs(median(row) - b) / 1000).toFixed(2)} s`
  const rows = [
    ['', 'median', 'least', 'most', '', 'reach'],
    ...line('engines', '(a) both raw engines by hand, until their ports are open'),
    ...line('bare', '(b) bare Vitest, the same clients'),
    ...line('first', 'first run ever, jars there', against('first'), '1.15 x'),
    ...line('archive', 'cold, with class archives', against('archive'), '0.75 x'),
    ...line('warm', `warm, ${PAUSE_MS / 1000} s after the first run`, above('warm'), '+ 0.30 s'),
    ...line('steady', `the same, after ${STEADY - 1} runs`, above('steady')),
    ...line('unit', 'no services needed, with the plugin', above('unit'), '+ 0.05 s'),
  ]
  console.log(`\nSeconds from the start of a process to its end, ${rounds} rounds\n${table(rows)}`)
}

function partRows(parts: Record<'first' | 'archive', Map<string, number[]>>): string[][] {
  const median = (values: readonly number[] | undefined) => (values ? quantile(values, 0.5).toFixed(0) : '')
  const names = [...new Set([...parts.first.keys(), ...parts.archive.keys()])]
  return [
    ['', 'first', 'with archives'],
    ...names.map((name) => [name, median(parts.first.get(name)), median(parts.archive.get(name))]),
  ]
}

function versions(): string {
  return `OpenSearch ${lockedEngines.opensearch.version}, Gremlin Server ${lockedEngines.gremlin.version}`
}
