import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SAMPLES, type Sample } from '../projects/many-tests/sample.ts'
import { runVitest } from '../support/run-vitest.ts'

/** A sample is taken at the end of each file; at that of every fifth OpenSearch collects its garbage before. */
const FILES = 20
const TESTS_OF_FILE = 1_000

/** How much more than in the second quarter of the run may be held in the last one. */
const MOST_GROWTH = 1.25

// All of one length, for Vitest runs the largest first.
const fileOf = (number: number) => `
  import { expect, test } from 'vitest-aws-fixtures/fixtures'
  import { takeSample } from './sample.ts'
  test.for(Array.from({ length: ${TESTS_OF_FILE} }, (_, n) => n))('test %i', async (n, { opensearch, index, g }) => {
    await opensearch.index({ index, body: { n }, refresh: true })
    expect((await opensearch.count({ index })).body.count).toBe(1)
    if (n % 2 === 0) {
      await g.addV('a').next()
    } else {
      const transaction = g.tx()
      await transaction.begin().addV('a').next()
      await transaction.commit()
    }
    expect((await g.V().count().next()).value).toBe(1)
  })
  test('takes a sample', async ({ opensearch, g }) => {
    expect((await g.V().count().next()).value).toBe(0)
    await takeSample(opensearch, { collects: ${number % 5 === 4} })
  }, 60_000)`

// Workers stay for the whole run, so that what they keep is seen as well.
const config = `
  import { defineConfig } from 'vitest/config'
  import { awsFixtures } from 'vitest-aws-fixtures'
  export default defineConfig({
    plugins: [awsFixtures({ opensearch: true, neptune: true })],
    test: { maxWorkers: 2, isolate: false, testTimeout: 60_000 },
  })`

/** What a metric is by a sample. */
type Metric = (sample: Sample) => number | undefined

const columns: Readonly<Record<string, Metric>> = {
  'heap MiB': ({ heap }) => heap,
  'live MiB': ({ live }) => live,
  collections: ({ collections }) => collections,
  trips: ({ trips }) => trips,
  'state kB': ({ stateBytes }) => Math.round(stateBytes / 1000),
  'graph live MiB': ({ graphLive }) => graphLive,
  'daemon MiB': ({ daemon }) => daemon,
  'Vitest MiB': ({ vitest }) => vitest,
  'worker MiB': ({ worker }) => worker,
  'handles OpenSearch': ({ handles }) => handles[0],
  'handles Gremlin': ({ handles }) => handles[1],
  'handles daemon': ({ handles }) => handles[2],
  files: ({ files }) => files,
}

/** What may not grow with the number of tests; Vitest's own process keeps every test's result. */
const flat = ['live MiB', 'state kB', 'graph live MiB', 'daemon MiB', 'worker MiB', 'files'].concat(
  Object.keys(columns).filter((name) => name.startsWith('handles')),
)

test(`${FILES * TESTS_OF_FILE} small tests on one engine pass, and nothing grows with them`, {
  timeout: 95 * 60_000,
}, async () => {
  const run = await runVitest({
    vitest: 5,
    files: {
      'vitest.config.js': config,
      'sample.ts': await readFile(new URL('../projects/many-tests/sample.ts', import.meta.url), 'utf8'),
      ...Object.fromEntries(
        Array.from({ length: FILES }, (_, n) => [`${String(n).padStart(2, '0')}.test.js`, fileOf(n)]),
      ),
    },
    timeoutMs: 90 * 60_000,
  })
  const lines = (await readFile(join(run.directory, SAMPLES), 'utf8')).trim().split('\n')
  const samples = lines.map((line) => JSON.parse(line) as Sample)
  console.log(tableOf(samples))
  expect(run.exitCode, run.output.slice(-20_000)).toBe(0)
  expect(run.output).toContain(`${FILES * (TESTS_OF_FILE + 1)} passed`)
  expect(samples).toHaveLength(FILES)
  expect(samples.at(-1)?.trips).toBe(0)
  for (const name of flat) {
    const values = samples.map(columns[name]!).filter((value) => value !== undefined)
    const [before, after] = [median(quarterOf(values, 2)), median(quarterOf(values, 4))]
    expect(after, `${name} at the end, which was ${before} before the middle`).toBeLessThanOrEqual(before * MOST_GROWTH)
  }
})

const quarterOf = (values: readonly number[], number: number): readonly number[] =>
  values.slice(((number - 1) * values.length) / 4, (number * values.length) / 4)

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

function tableOf(samples: readonly Sample[]): string {
  const names = Object.keys(columns)
  const rows = samples.map((sample, n) => [
    String((n + 1) * TESTS_OF_FILE),
    ...Object.values(columns).map((metric) => String(metric(sample) ?? '')),
  ])
  return [['tests', ...names], ...rows].map((row) => row.join('\t')).join('\n')
}
