import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ourFiles } from '../support/left-behind.ts'
import { type FinishedVitest, runVitest } from '../support/run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/

/** A start of anything with this Java fails at once: so it is cheap to see that one was tried. */
const noJava = `local: { java: '/nowhere/java' }`
const tried = '/nowhere/java'

const config = (options: string, test = '{}') => `
  import { defineConfig } from 'vitest/config'
  import { awsFixtures } from 'vitest-aws-fixtures'
  export default defineConfig({ plugins: [awsFixtures(${options})], test: ${test} })`
const unit = `import { expect, test } from 'vitest'\ntest('is plain', () => { expect(process.env.AWS_ACCESS_KEY_ID).toBeUndefined() })`
const graph = `import { expect, test } from 'vitest-aws-fixtures/fixtures'\ntest('uses the graph', async ({ g }) => { await g.addV('a').next() })`

function expectNothingStarted(run: FinishedVitest): void {
  expect(run.output).not.toContain('aws-fixtures')
  expect(run.output).not.toContain(tried)
  expect(existsSync(join(run.directory, 'engines'))).toBe(false)
  expect(run.exitCode, run.output).toBe(0)
}

describe.for([4, 5] as const)('with Vitest %i', (vitest) => {
  test('a run of unit tests starts nothing, whatever the other files need', async () => {
    const run = await runVitest({
      vitest,
      files: {
        'vitest.config.js': config(`{ neptune: true, ${noJava} }`),
        'unit.test.js': unit,
        'graph.test.js': graph,
      },
      args: ['unit'],
      env: { AWS_FIXTURES_CACHE: 'engines', AWS_FIXTURES_MAVEN_MIRROR: 'http://127.0.0.1:9/' },
    })
    expectNothingStarted(run)
    expect(run.output).toContain('1 passed')
    expect(await run.leftBehind()).toEqual(nothing)
  })

  test('a wrong option is told all the same', async () => {
    const run = await runVitest({
      vitest,
      files: { 'vitest.config.js': config('{ neptun: true }'), 'unit.test.js': unit },
    })
    expect(run.output).toContain('- neptun: there is no such option.')
    expect(run.output).not.toContain('passed')
    expect(run.exitCode).toBe(1)
  })

  test.for<[string, Record<string, string>]>([
    ['a file imports the fixtures', { 'unit.test.js': graph }],
    [
      'a file reaches them through an alias and a re-export',
      {
        'vitest.config.js': config(
          `{ neptune: true, ${noJava} }`,
          `{ alias: { '@': new URL('./src', import.meta.url).pathname } }`,
        ),
        'unit.test.ts': `import { test } from '@/kit'\ntest('is run', () => {})`,
        'src/kit.ts': `export * from './own.js'`,
        'src/own.ts': graph,
      },
    ],
    [
      'a set-up file reaches them',
      {
        'vitest.config.js': config(`{ neptune: true, ${noJava} }`, `{ setupFiles: ['./set-up.js'] }`),
        'set-up.js': `import 'vitest-aws-fixtures/fixtures'`,
      },
    ],
    [
      'endpoints are in the environment',
      { 'vitest.config.js': config(`{ neptune: true, env: { GRAPH: 'neptune.url' }, ${noJava} }`) },
    ],
    ['a port is fixed', { 'vitest.config.js': config(`{ neptune: { port: 8182 }, ${noJava} }`) }],
    [
      'it cannot be known what runs, since a reporter has put all others away',
      {
        'vitest.config.js': config(
          `{ neptune: true, ${noJava} }`,
          '{ reporters: [{ onInit(vitest) { vitest.reporters = [this] }, onTestRunEnd(_, errors) { console.log(errors) } }] }',
        ),
      },
    ],
    ['include names the file', { 'vitest.config.js': config(`{ neptune: true, include: ['**/unit.*'], ${noJava} }`) }],
  ])('the services are started where %s', async ([, files]) => {
    const run = await runVitest({
      vitest,
      files: { 'vitest.config.js': config(`{ neptune: true, ${noJava} }`), 'unit.test.js': unit, ...files },
    })
    expect(run.output).toContain(tried)
    expect(run.output).not.toContain('1 passed')
    expect(run.exitCode).toBe(1)
  })

  test('a file that include does not name is told so when it asks for a fixture', async () => {
    const run = await runVitest({
      vitest,
      files: {
        'vitest.config.js': config(`{ neptune: true, include: ['test/graph/**'], ${noJava} }`),
        'graph.test.js': graph,
      },
    })
    expect(run.output).toContain(
      'A fixture of vitest-aws-fixtures was used in a test file that was not found to need the services.',
    )
    expect(run.output).toContain("awsFixtures({ include: ['test/search/**'] })")
    expect(run.output).not.toContain(tried)
    expect(run.exitCode).toBe(1)
  })

  test('a shard whose files need nothing starts nothing', async () => {
    const files = {
      'vitest.config.js': config(`{ neptune: true, ${noJava} }`),
      'unit.test.js': unit,
      'graph.test.js': graph,
    }
    const runs = [
      await runVitest({ vitest, files, args: ['--shard=1/2'] }),
      await runVitest({ vitest, files, args: ['--shard=2/2'] }),
    ]
    expect(runs.filter((run) => run.output.includes(tried)).map((run) => run.exitCode)).toEqual([1])
    expectNothingStarted(runs.find((run) => !run.output.includes(tried))!)
  })

  test('a run without files starts nothing', async () => {
    const files = { 'vitest.config.js': config(`{ neptune: true, ${noJava} }`), 'graph.test.js': graph }
    expectNothingStarted(await runVitest({ vitest, files, args: ['nomatch', '--passWithNoTests'] }))
  })

  test('listing tests starts nothing, though it loads files that read their environment', async () => {
    const run = await runVitest({
      vitest,
      command: 'list',
      args: vitest === 5 ? ['--no-static-parse'] : [],
      files: {
        'vitest.config.js': config(
          `{ neptune: true, opensearch: true, env: { GRAPH: 'neptune.url', PREFIX: 'opensearch.indexPrefix' }, ${noJava} }`,
        ),
        'graph.test.js': `${graph}\nnew URL(process.env.GRAPH); if (!process.env.PREFIX) throw new Error('no prefix')`,
      },
    })
    expectNothingStarted(run)
    expect(run.output).toContain('graph.test.js > uses the graph')
  })

  test('a file that needs nothing gets nothing beside one that does', async () => {
    const run = await runVitest({
      vitest,
      files: { 'vitest.config.js': config('{ neptune: true }'), 'unit.test.js': unit, 'graph.test.js': graph },
    })
    expect(run.output).toContain('2 passed')
    expect(run.output).toMatch(proved)
    expect(run.exitCode, run.output).toBe(0)
    expect(await run.leftBehind()).toEqual(nothing)
  })

  test('in watch mode a rerun starts what the first run did not need, and the end removes it', async () => {
    const used = `
      import { expect, test } from 'vitest-aws-fixtures/fixtures'
      test('has what it needs', async ({ g, neptune, awsConnections }) => {
        await g.addV('a').next()
        const { accessKeyId } = await awsConnections.credentials()
        expect(process.env.AWS_ACCESS_KEY_ID).toBe(accessKeyId)
        expect(process.env.NODE_EXTRA_CA_CERTS).toContain('authorities.pem')
      })`
    const run = await runVitest({
      vitest,
      command: 'watch',
      files: { 'vitest.config.js': config('{ neptune: true }'), 'a.test.js': unit, 'b.test.js': unit },
      reactions: [
        { on: 'Waiting for file changes', act: ({ write }) => write({ 'a.test.js': used }) },
        { on: 'Waiting for file changes', act: ({ write }) => write({ 'b.test.js': `${used}\n` }) },
        { on: 'Waiting for file changes', act: ({ signal }) => signal('SIGTERM') },
      ],
    })
    expect(run.output.match(/target local ready/g)).toHaveLength(1)
    expect(run.output.match(/Tests +1 passed/g)).toHaveLength(2)
    expect(run.output).not.toContain('failed')
    expect(run.output).toMatch(proved)
    expect(run.exitCode).toBe(143)
    expect(await run.leftBehind({ counts: ourFiles })).toEqual(nothing)
  })

  test('in watch mode a start that fails is told, fails the tests that need it, and is tried again', async () => {
    const run = await runVitest({
      vitest,
      command: 'watch',
      files: { 'vitest.config.js': config(`{ neptune: true, ${noJava} }`), 'a.test.js': graph },
      reactions: [
        { on: 'Watching for file changes', act: ({ write }) => write({ 'a.test.js': unit }) },
        { on: 'Waiting for file changes', act: ({ write }) => write({ 'a.test.js': graph }) },
        { on: 'Watching for file changes', act: ({ signal }) => signal('SIGTERM') },
      ],
    })
    expect(run.output.match(/vitest-aws-fixtures could not be set up for this run\./g)!.length).toBeGreaterThanOrEqual(
      2,
    )
    expect(run.output.match(/ConfigError: The option 'local\.java' does not name a Java/g)).toHaveLength(2)
    expect(run.output.match(/Tests +1 passed/g)).toHaveLength(1)
    // Vitest's own, after a run that has failed.
    expect(run.exitCode).toBe(1)
    expect(await run.leftBehind({ counts: ourFiles })).toEqual(nothing)
  })
})
