import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { KnownDaemon } from '../../src/daemon/client/known-daemons.ts'
import { runCli } from '../cli/run-cli.ts'
import { type LeftBehind, ours } from '../support/left-behind.ts'
import { type RunningVitest, runVitest, type VitestRun } from '../support/run-vitest.ts'

/** How many runs there are, one after the other, over the same daemon or what has taken its place. */
const RUNS = 40

/** How a run may end. Most are let be. */
const ends = ['passes', 'passes', 'killed', 'interrupted', 'loses its engine', 'loses its daemon'] as const
type End = (typeof ends)[number]

const files = {
  'vitest.config.js': `
    import { defineConfig } from 'vitest/config'
    import { awsFixtures } from 'vitest-aws-fixtures'
    export default defineConfig({ plugins: [awsFixtures({ opensearch: true, neptune: true, reuse: true })] })`,
  'a.test.js': `
    import { expect, test } from 'vitest-aws-fixtures/fixtures'
    test('finds a clean namespace, and leaves it full', async ({ opensearch, index, g }) => {
      expect((await opensearch.count({ index })).body.count).toBe(0)
      expect((await g.V().count().next()).value).toBe(0)
      await opensearch.index({ index, id: '1', body: {}, refresh: true })
      await g.addV('a').next()
      console.log('now')
      if (process.env.WAITS) await new Promise((resolve) => setTimeout(resolve, 60_000))
    }, 90_000)`,
}

/** The same numbers in every soak, so that one that fails can be looked at again. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    yield state / 2 ** 32
  }
}

/** What is done once the test has filled its namespace; the daemon may be another run's. */
function reactionTo(end: Exclude<End, 'passes'>, temporary: string): NonNullable<VitestRun['reactions']>[number] {
  const act = async (run: RunningVitest) => {
    if (end === 'killed') return run.signal('SIGKILL')
    if (end !== 'interrupted') for (const pid of await victims(end, temporary)) process.kill(pid, 'SIGKILL')
    run.signal('SIGINT')
  }
  return { on: 'now', act }
}

async function victims(end: 'loses its engine' | 'loses its daemon', temporary: string): Promise<number[]> {
  const { stdout } = await runCli(['status', '--json'], { TMPDIR: temporary })
  const { daemons } = JSON.parse(stdout) as { daemons: KnownDaemon[] }
  if (end === 'loses its daemon') return daemons.map(({ record }) => record.pid)
  return daemons.flatMap(({ status }) => status?.engines ?? []).flatMap(({ pid }) => pid ?? [])
}

test(`of ${RUNS} runs that end in any way, each finds a clean machine, and nothing is left`, {
  timeout: 3_600_000,
}, async () => {
  const random = numbers(20261125)
  const history: string[] = []
  // Each run removes it when the test is over.
  const temporary = await mkdtemp(join(tmpdir(), 'vaf-'))
  const looks: (() => Promise<LeftBehind>)[] = []
  for (let turn = 1; turn <= RUNS; turn += 1) {
    // The last one shows that all is well.
    const end: End = turn === RUNS ? 'passes' : (ends[Math.floor(random.next().value * ends.length)] ?? 'passes')
    const run = await runVitest({
      vitest: 5,
      files,
      temporary,
      ...(end !== 'passes' && { env: { WAITS: '1' }, reactions: [reactionTo(end, temporary)] }),
    })
    looks.push(() => run.leftBehind({ counts: ours }))
    history.push(`${end}: ${run.signal ?? run.exitCode}`)
    if (end === 'passes') expect(run.exitCode, `${history.join(', ')}\n${run.output}`).toBe(0)
    else if (end === 'killed') expect(run.signal).toBe('SIGKILL')
    else expect(run.exitCode, `${history.join(', ')}\n${run.output}`).toBe(130)
  }
  console.log(history.join(', '))
  expect((await runCli(['down'], { TMPDIR: temporary })).exitCode).toBe(0)
  for (const look of looks) expect((await look()).processes).toEqual([])
  expect((await looks[0]!()).files).toEqual([])
})
