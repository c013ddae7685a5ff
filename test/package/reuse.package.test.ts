import { existsSync } from 'node:fs'
import { cp, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { KnownDaemon } from '../../src/daemon/client/known-daemons.ts'
import { runCli } from '../cli/run-cli.ts'
import { processesOnly } from '../support/left-behind.ts'
import { usesBoth } from '../support/project-with.ts'
import { type FinishedVitest, runVitest, type VitestRun } from '../support/run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/

const project = (body: string, options = '{ opensearch: true, neptune: true, reuse: true }') => ({
  'vitest.config.js': `
    import { defineConfig } from 'vitest/config'
    import { awsFixtures } from 'vitest-aws-fixtures'
    export default defineConfig({ plugins: [awsFixtures(${options})] })`,
  'a.test.js': `import { expect, test } from 'vitest-aws-fixtures/fixtures'\n${body}`,
})

/** A run whose engines stay, and the next one beside it, with the same folder for temporary files. */
const run = (files: VitestRun['files'], after?: FinishedVitest, rest: Partial<VitestRun> = {}) =>
  runVitest({ vitest: 5, files, ...(after && { temporary: after.temporary }), ...rest })

/** The package a second time, in the project's own folder, with files of another time. */
async function installsForItself(directory: string): Promise<void> {
  const own = join(directory, 'node_modules/vitest-aws-fixtures')
  await cp(join(directory, '../node_modules/vitest-aws-fixtures'), own, { recursive: true })
  await utimes(join(own, 'dist/daemon/server/main.js'), new Date(0), new Date(0))
}

/** The daemons that the runs of this folder for temporary files have left. */
async function hostsOf({ temporary }: FinishedVitest): Promise<KnownDaemon[]> {
  const { stdout } = await runCli(['status', '--json'], { TMPDIR: temporary })
  return (JSON.parse(stdout) as { daemons: KnownDaemon[] }).daemons
}

async function down({ temporary }: FinishedVitest) {
  return runCli(['down'], { TMPDIR: temporary })
}

test('the engines of a run stay for the next one, of a project that installed the package for itself, which starts at once, until they are told to end', async () => {
  const first = await run(project(usesBoth))
  expect(first.output).toMatch(/OpenSearch 2\.19\.\d+ ready in/)
  expect(first.output).toMatch(proved)
  expect(first.output).toContain(
    "The engines stay for the next run, for 15 min; 'npx vitest-aws-fixtures down' ends them.",
  )
  expect(first.exitCode).toBe(0)

  const second = await run(project(usesBoth), first, { prepare: installsForItself })
  expect(second.output).toMatch(/OpenSearch 2\.19\.\d+ was running, client validated/)
  expect(second.output).toMatch(/Gremlin Server 3\.7\.\d+ was running, client validated/)
  expect(second.output).toMatch(proved)
  expect(second.exitCode).toBe(0)

  expect(await hostsOf(first)).toMatchObject([
    { status: { engines: [{ state: 'ready' }, { state: 'ready' }], runs: [] } },
  ])
  const ended = await down(first)
  expect(ended.exitCode).toBe(0)
  expect(ended.stdout).toMatch(/Ended the daemon of process \d+/)
  expect(await first.leftBehind()).toEqual(nothing)
})

test('in CI, and without a word about it, nothing stays', async () => {
  const first = await run(project(usesBoth, '{ opensearch: true, neptune: true }'))
  expect(first.output).not.toContain('stay for the next run')
  expect(await first.leftBehind()).toEqual(nothing)
})

test('what a killed Vitest had is removed, and the engines stay for the next run', async () => {
  const waits = `
    test('waits', async ({ opensearch, index, g }) => {
      await opensearch.index({ index, id: '1', body: {} })
      await g.addV('a').next()
      console.log('now')
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    }, 90_000)`
  const first = await run(project(waits), undefined, {
    reactions: [{ on: 'now', act: (running) => running.signal('SIGKILL') }],
  })
  expect(first.signal).toBe('SIGKILL')
  const looks = `
    test('finds nothing of it', async ({ opensearch, index, g }) => {
      const { body } = await opensearch.cat.indices({ format: 'json' })
      expect(body.map((entry) => entry.index)).toEqual([index])
      expect((await g.V().count().next()).value).toBe(0)
    })`
  const second = await run(project(looks), first)
  expect(second.output).toContain('was running, client validated')
  expect(second.exitCode).toBe(0)
  await down(first)
})

test('engines that were stopped during a run are not said to stay for the next', async () => {
  const loops = `
    test('loses its engines', async ({ g }) => {
      console.log('now')
      for (;;) await g.V().count().next()
    }, 20_000)`
  const stopped = await run(project(loops, '{ neptune: true, reuse: true }'), undefined, {
    reactions: [
      {
        on: 'now',
        // As 'down --force' does.
        act: ({ processes }) =>
          processes(/daemon\/server\/main\.js/).forEach((pid) => void process.kill(pid, 'SIGTERM')),
      },
    ],
  })
  expect(stopped.output).toContain('The engines stopped during the run')
  expect(stopped.output).not.toContain('The engines stay')
  expect(stopped.exitCode).toBe(1)
  expect(await stopped.leftBehind()).toEqual(nothing)
})

test('an engine in which a run left something is not given to the next', async () => {
  const first = await run(
    project(`test('leaves one', async ({ opensearch }) => { await opensearch.indices.create({ index: 'stray' }) })`),
  )
  expect(first.stderr).toContain("Outside of every test's namespace there is: index stray")
  expect(first.exitCode).toBe(1)
  const second = await run(project(usesBoth), first)
  expect(second.output).toMatch(/OpenSearch 2\.19\.\d+ ready in/)
  expect(second.exitCode).toBe(0)
  await down(first)
})

test('two runs at the same time share the engines, and see nothing of each other', async () => {
  const first = await run(project(usesBoth))
  const [second, third] = await Promise.all([run(project(usesBoth), first), run(project(usesBoth), first)])
  for (const { output, exitCode } of [second!, third!]) {
    expect(output).toContain('was running, client validated')
    expect(output).toMatch(proved)
    expect(exitCode).toBe(0)
  }
  await down(first)
})

test('a daemon that is killed takes its engines along, and the next run starts another', async () => {
  const first = await run(project(usesBoth))
  const [daemon] = await hostsOf(first)
  process.kill(daemon!.record.pid, 'SIGKILL')
  expect(await first.leftBehind({ counts: processesOnly })).toEqual(nothing)
  expect(existsSync(join(daemon!.directory, 'daemon.sock'))).toBe(true)
  const second = await run(project(usesBoth), first)
  expect(second.output).toMatch(/OpenSearch 2\.19\.\d+ ready in/)
  expect(existsSync(daemon!.directory)).toBe(false)
  await down(first)
})
