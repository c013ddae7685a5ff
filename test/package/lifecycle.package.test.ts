import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { ours } from '../support/left-behind.ts'
import { runVitest } from '../support/run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/

function configFor(options: string): string {
  return `
    import { defineConfig } from 'vitest/config'
    import { awsFixtures } from 'vitest-aws-fixtures'
    export default defineConfig({ plugins: [awsFixtures(${options})] })`
}

function project(options: string, body: string): Record<string, string> {
  return {
    'vitest.config.js': configFor(options),
    'a.test.js': `import { expect, test } from 'vitest-aws-fixtures/fixtures'\n${body}`,
  }
}

/** A test of the graph that is still running when the signal comes. */
const waiting = `
  test('waits', async ({ g }) => {
    await g.addV('a').next()
    console.log('now')
    await new Promise((resolve) => setTimeout(resolve, 60_000))
  }, 90_000)`

describe.for([4, 5] as const)('with Vitest %i', (vitest) => {
  test('a passing run ends 0 and proves its cleanup', async () => {
    const run = await runVitest({
      vitest,
      files: project(
        '{ opensearch: true, neptune: true }',
        `test('uses both', async ({ opensearch, index, g }) => {
           await opensearch.index({ index, id: '1', body: {} })
           await g.addV('a').next()
         })`,
      ),
    })
    expect(run.output).toMatch(/OpenSearch 2\.19\.\d+ ready in [\d.]+ s, client validated/)
    expect(run.output).toMatch(/Gremlin Server 3\.7\.\d+ ready in [\d.]+ s, client validated/)
    expect(run.output).toMatch(proved)
    expect(run.exitCode).toBe(0)
    expect(await run.leftBehind()).toEqual(nothing)
  })

  test('a failing test ends 1, and the cleanup is proved all the same', async () => {
    const run = await runVitest({
      vitest,
      files: project(
        '{ neptune: true }',
        `test('fails', async ({ g }) => { await g.addV('a').next(); expect(1).toBe(2) })`,
      ),
    })
    expect(run.output).toContain('expected 1 to be 2')
    expect(run.output).toMatch(proved)
    expect(run.exitCode).toBe(1)
    expect(await run.leftBehind()).toEqual(nothing)
  })

  test('an index left outside its namespace ends 1 and is named', async () => {
    const run = await runVitest({
      vitest,
      files: project(
        '{ opensearch: true }',
        `test('leaves one', async ({ opensearch }) => { await opensearch.indices.create({ index: 'stray' }) })`,
      ),
    })
    expect(run.output).toContain('1 passed')
    expect(run.stderr).toContain('Cleanup Verification Error')
    expect(run.stderr).toContain(
      `Outside of every test's namespace there is: index stray (made by "a.test.js > leaves one").`,
    )
    expect(run.output).not.toMatch(proved)
    expect(run.exitCode).toBe(1)
    expect(await run.leftBehind()).toEqual(nothing)
  })

  test('an index that cannot be dropped fails its test and the run, and is named', async () => {
    const run = await runVitest({
      vitest,
      files: project(
        '{ opensearch: true }',
        `test('locks the cluster', async ({ opensearch, index }) => {
           await opensearch.cluster.putSettings({ body: { transient: { 'cluster.blocks.read_only': true } } })
           expect(index).toBeTruthy()
         })`,
      ),
    })
    expect(run.output).toContain('1 failed')
    expect(run.output).toMatch(/Still there after it was deleted: index vaf-\w+-w1-t1-index\./)
    expect(run.output).toMatch(/Delete by hand: DELETE \/vaf-\w+-w1-t1-index/)
    expect(run.stderr).toContain('Cleanup Verification Error')
    expect(run.exitCode).toBe(1)
    expect(await run.leftBehind()).toEqual(nothing)
  })

  // 'down --force' ends it as SIGTERM does.
  test.for(vitest === 5 ? (['SIGKILL', 'SIGTERM'] as const) : (['SIGKILL'] as const))(
    'a daemon that gets %s in mid-run ends 1, is named first, fails what follows at once, and takes its engines along',
    async (signal) => {
      const run = await runVitest({
        vitest,
        files: project(
          '{ neptune: true }',
          `test('loses its daemon', async ({ g }) => {
             console.log('now')
             for (;;) {
               await g.addV('a').next()
               await new Promise((resolve) => setTimeout(resolve, 50))
             }
           }, 20_000)
           test.for(Array.from({ length: 50 }, (_, n) => n))('is after it %i', async (_, { g }) => { await g.addV('a').next() })`,
        ),
        args: ['--retry=1'],
        reactions: [
          {
            on: 'now',
            act: ({ processes }) => {
              for (const pid of processes(/daemon\/server\/main\.js/)) process.kill(pid, signal)
            },
          },
        ],
      })
      expect(run.stderr).toContain('Cleanup Verification Error')
      // At the moment; as the first failure, before what came of it; and as why the cleanup cannot be proved.
      const why = (at: string) => `The engines stopped during the run${at}: their process \\d+ was ended\\.\\n`
      const [before = '', failures = ''] = run.output.split(/Failed Tests 51 ⎯+\n/)
      expect(before).toMatch(new RegExp(why(', at \\d\\d:\\d\\d:\\d\\d')))
      // Once its folder has gone, nobody knows any more when that was.
      expect(failures).toMatch(new RegExp(`^\\s*( FAIL .*\\n)+EnginesStoppedError: ${why('(, at [\\d:]+)?')}`))
      expect(failures).toMatch(new RegExp(`- run vaf-\\w+ \\(neptune\\): ${why(', at [\\d:]+')}`))
      expect(run.exitCode).toBe(1)
      expect(await run.leftBehind()).toEqual(nothing)
    },
  )

  test('nothing of ours is left of a Vitest that is killed', async () => {
    const run = await runVitest({
      vitest,
      files: project('{ neptune: true }', waiting),
      reactions: [{ on: 'now', act: (running) => running.signal('SIGKILL') }],
    })
    expect(run.signal).toBe('SIGKILL')
    expect(await run.leftBehind({ counts: ours })).toEqual(nothing)
  })

  test('a set-up that fails on the second service undoes the first and ends 1', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const run = await runVitest({
      vitest,
      files: project(`{ opensearch: true, neptune: { port: ${port} } }`, `test('is never run', () => {})`),
    })
    server.close()
    expect(run.output).toContain(`${port}`)
    expect(run.output).not.toContain('1 passed')
    expect(run.output).toMatch(proved)
    expect(run.exitCode).toBe(1)
    expect(await run.leftBehind()).toEqual(nothing)
  })

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s removes everything and ends %i', async ([signal, exitCode]) => {
    const run = await runVitest({
      vitest,
      files: project('{ neptune: true }', waiting),
      reactions: [{ on: 'now', act: (running) => running.signal(signal) }],
    })
    expect(run.output).toContain(`${signal}: cleaning up`)
    expect(run.output).toMatch(proved)
    expect(run.exitCode).toBe(exitCode)
    expect(await run.leftBehind({ counts: ours })).toEqual(nothing)
  })

  test('Ctrl-C in a terminal, which reaches the workers too, removes everything and ends 130', async () => {
    const run = await runVitest({
      vitest,
      files: project('{ neptune: true }', waiting),
      reactions: [{ on: 'now', act: (running) => running.signalGroup('SIGINT') }],
    })
    expect(run.output).toMatch(proved)
    expect(run.exitCode).toBe(130)
    expect(await run.leftBehind({ counts: ours })).toEqual(nothing)
  })

  test('Ctrl-C twice ends 130 at once, names what is left, and that is gone soon', async () => {
    const run = await runVitest({
      vitest,
      files: project('{ neptune: true }', waiting),
      reactions: [
        { on: 'now', act: (running) => running.signal('SIGINT') },
        { on: 'SIGINT: cleaning up', act: (running) => running.signal('SIGINT') },
      ],
    })
    expect(run.output).toContain('exiting at once; these may still exist:')
    expect(run.output).toMatch(/- run vaf-\w+ \(neptune\)/)
    expect(run.output).toMatch(/- daemon vaf-/)
    expect(run.exitCode).toBe(130)
    expect(await run.leftBehind({ counts: ours })).toEqual(nothing)
  })
})

// What follows is the same with either major: what differs between them, how each ends a run, is shown above.

test("an index left outside its namespace with onLeak: 'warn' ends 0, and is named", async () => {
  const run = await runVitest({
    vitest: 5,
    files: project(
      `{ opensearch: true, onLeak: 'warn' }`,
      `test('leaves one', async ({ opensearch }) => { await opensearch.indices.create({ index: 'stray' }) })`,
    ),
  })
  expect(run.output).toContain(
    `Outside of every test's namespace there is: index stray (made by "a.test.js > leaves one").`,
  )
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('an engine that is killed in mid-run ends 1 and is named', async () => {
  const run = await runVitest({
    vitest: 5,
    files: project(
      '{ opensearch: true }',
      `test('loses its engine', async ({ opensearch, index }) => {
         console.log('now')
         for (;;) {
           await opensearch.index({ index, id: '1', body: {} })
           await new Promise((resolve) => setTimeout(resolve, 50))
         }
       }, 20_000)`,
    ),
    reactions: [
      {
        on: 'now',
        act: ({ processes }) => {
          for (const pid of processes(/ OpenSearchNode /)) process.kill(pid, 'SIGKILL')
        },
      },
    ],
  })
  expect(run.stderr).toContain('Cleanup Verification Error')
  expect(run.output).toContain('OpenSearch stand-in')
  expect(run.output).toContain('It was ended by SIGKILL.')
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('Ctrl-C while the engines start undoes what there is and ends 130', async () => {
  const run = await runVitest({
    vitest: 5,
    files: project('{ opensearch: true, neptune: true }', waiting),
    reactions: [{ on: 'Gremlin Server', act: (running) => running.signal('SIGINT') }],
  })
  expect(run.output).not.toContain('now')
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(130)
  expect(await run.leftBehind({ counts: ours })).toEqual(nothing)
})
