import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCli } from '../cli/run-cli.ts'
import { projectWith, usesGraph } from '../support/project-with.ts'
import { runProcesses } from '../support/run-processes.ts'
import { runVitest } from '../support/run-vitest.ts'

/** Waits, at its first attempt only, until its engine has been killed. */
const innocent = `
  import { appendFileSync, existsSync, readFileSync } from 'node:fs'
  test('counts what it has written', async ({ g }) => {
    appendFileSync('attempts', 'x')
    const isFirst = readFileSync('attempts', 'utf8') === 'x'
    await g.addV('mine').next()
    if (isFirst) console.log('the test is held')
    for (let looks = 0; isFirst && looks < 900 && !existsSync('go'); looks++) await new Promise((go) => setTimeout(go, 100))
    expect((await g.V().count().next()).value).toBe(1)
  }, 100_000)
  test('fails by itself', async ({ g }) => {
    appendFileSync('failures', 'x')
    expect((await g.V().count().next()).value).toBe(0)
    throw new Error(readFileSync('attempts', 'utf8') + readFileSync('failures', 'utf8'))
  })
  ${usesGraph}`

const hostile = `
  test('asks for what never ends', async ({ neptune }) => {
    setTimeout(() => console.log('has asked for long'), 2_000)
    await neptune.client.submit('g.inject(0).repeat(identity()).times(2000000000).count()')
  }, 60_000)`

test.for([5, 4] as const)(
  'a test whose engine another run has ended runs once more, and no other test does: Vitest %i',
  async (vitest) => {
    const temporary = await mkdtemp(join(tmpdir(), 'h-'))
    onTestFinished(() => rm(temporary, { recursive: true, force: true }))
    const marker = `RERUN=${randomUUID()}`
    const run = (body: string, reactions: Parameters<typeof runVitest>[0]['reactions'] = []) =>
      runVitest({
        ...{ vitest, temporary, reactions },
        files: projectWith('{ neptune: true, reuse: true }', body),
        env: { RERUN: marker.slice('RERUN='.length) },
      })
    const killEngine = () => {
      const engine = runProcesses({ marker, temporary }).find(({ role }) => role === 'gremlin')
      process.kill(engine?.pid ?? 0, 'SIGKILL')
    }
    const hit = await run(innocent, [
      {
        on: 'the test is held',
        async act({ write }) {
          const culprit = await run(hostile, [{ on: 'has asked for long', act: killEngine }])
          expect(culprit.exitCode).toBe(1)
          await write({ go: '' })
        },
      },
    ])
    expect(hit.output).toContain('The Gremlin engine that runs share has ended, and another takes its place.')
    expect(hit.output).toContain('Under way was: worker 1, in test "a.test.js > asks for what never ends": WebSocket')
    expect(hit.output).toMatch(/counts what it has written.*\(retry x1\)/)
    // The first has run twice, the second once.
    expect(hit.output).toContain('Error: xxx')
    expect(hit.output).toMatch(/Tests +1 failed \| 2 passed \(3\)/)
    expect((await runCli(['down'], { TMPDIR: temporary })).exitCode).toBe(0)
  },
)
