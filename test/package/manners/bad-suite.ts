import { drawn, drawsOf } from '../../support/draws.ts'
import type { VitestRun } from '../../support/run-vitest.ts'
import { type BadManner, badManners } from './bad-manners.ts'

/** A suite of bad manners: the files of its project, and what each test is to come to. */
export interface BadSuite {
  readonly files: VitestRun['files']
  readonly tests: readonly BadTest[]
}

export interface BadTest extends BadManner {
  readonly file: string
  readonly title: string
}

export interface BadSuiteSize {
  readonly files: number
  readonly tests: number
}

/** The file whose test kills its worker. */
export const KILLED = 'killed.test.js'

/** Draws a suite; the same for a seed each time. */
export function drawBadSuite(seed: number, size: BadSuiteSize): BadSuite {
  const draw = drawsOf(seed)
  const tests = Array.from({ length: size.tests }, (_, at): BadTest => {
    const manner = drawn(draw, badManners)
    return { ...manner, file: `bad-${at % size.files}.test.js`, title: `${at} ${manner.name}` }
  })
  const files = new Map<string, string>()
  for (const test of tests) files.set(test.file, `${files.get(test.file) ?? head}\n${written(test)}`)
  return {
    files: { ...project(['./set-up.js']), 'set-up.js': setUp, ...Object.fromEntries(files), [KILLED]: killed },
    tests,
  }
}

/** A suite that does nothing wrong, of so many tests in two files. */
export function goodSuite(tests: number): VitestRun['files'] {
  const file = [head, ...Array.from({ length: tests / 2 }, (_, at) => `test('works ${at}', ${works})`)].join('\n')
  return { ...project([]), 'good-0.test.js': file, 'good-1.test.js': file }
}

const project = (globalSetup: readonly string[]) => ({
  'vitest.config.js': `
    import { defineConfig } from 'vitest/config'
    import { awsFixtures } from 'vitest-aws-fixtures'
    export default defineConfig({
      plugins: [awsFixtures({ opensearch: true, neptune: true, reuse: true })],
      test: { maxWorkers: 2, globalSetup: ${JSON.stringify(globalSetup)}, testTimeout: 60_000 },
    })`,
})

const setUp = `export const teardown = () => { throw new Error('theirs') }`

/** Each test looks before it does anything else: nothing that another did may meet it. */
const head = `
  import { afterAll, expect, onTestFinished, test } from 'vitest-aws-fixtures/fixtures'
  import { vi } from 'vitest'
  async function findsNothing({ opensearch, index, g, neptune }) {
    expect((await opensearch.count({ index })).body.count).toBe(0)
    expect((await g.V().count().next()).value).toBe(0)
    expect((await neptune.client.submit('g.V().count()')).first()).toBe(0)
  }`

/**
 * What a test prints when it has found nothing, and begins: on a busy machine its time may be up before. Not as it stands
 * in the test, which Vitest quotes.
 */
export const beginning = (title: string): string => `begins: ${title}`

const written = ({ title, body, timeoutMs }: BadTest) => `
  test(${JSON.stringify(title)}, async ({ opensearch, index, indexPrefix, g, neptune }) => {
    await findsNothing({ opensearch, index, g, neptune })
    console.log('begins:', ${JSON.stringify(title)})
    ${body}
  }${timeoutMs === undefined ? '' : `, ${timeoutMs}`})`

const works = `async ({ opensearch, index, g, neptune }) => {
    await findsNothing({ opensearch, index, g, neptune })
    await opensearch.index({ index, body: { n: 1 }, refresh: true })
    await g.addV('mine').next()
    const transaction = g.tx()
    await transaction.begin().addV('mine').next()
    await transaction.commit()
    expect((await opensearch.search({ index })).body.hits.total.value).toBe(1)
    expect((await g.V().count().next()).value).toBe(2)
  }`

const killed = `${head}
  test('kills its worker', async ({ opensearch, index, g }) => {
    await opensearch.index({ index, body: { n: 1 } })
    await g.addV('late').next()
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => {})
  })`
