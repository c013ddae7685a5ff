import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { runCli } from '../cli/run-cli.ts'
import { projectWith } from './project-with.ts'
import { type RunProcess, runProcesses } from './run-processes.ts'
import { type FinishedVitest, runVitest, type VitestRun } from './run-vitest.ts'

/** What is done to a run from outside. */
export interface HeldRun {
  /** While its test is in the middle. */
  readonly during: (held: Held) => Promise<void>
  /** After it, while its engines stay for the next one. Default nothing. */
  readonly after?: (held: Held) => Promise<void>
  /** Options of the plugin besides those of both services; default `reuse: true`. */
  readonly options?: string
  readonly vitest?: Partial<VitestRun>
}

export interface Held {
  readonly temporary: string
  /** All processes of the run that live now. */
  readonly processes: () => RunProcess[]
}

/** What is in the index and the graph of the test that is held, and what it looks for again when it goes on. */
const body = `
  import { existsSync } from 'node:fs'
  const namesIn = async (opensearch) =>
    (await opensearch.cat.indices({ format: 'json' })).body.map((entry) => entry.index).sort()
  test('finds what it has written, and nothing else', async ({ opensearch, index, g }) => {
    await opensearch.index({ index, id: '1', body: { secret: 'of-the-victim' }, refresh: true })
    await g.addV('secret').property('of', 'the-victim').iterate()
    const before = await namesIn(opensearch)
    console.log('the test is held')
    for (let looks = 0; looks < 900 && !existsSync('go'); looks++) await new Promise((go) => setTimeout(go, 100))
    expect(await namesIn(opensearch)).toEqual(before)
    expect((await opensearch.count({ index })).body.count).toBe(1)
    expect(await g.V().valueMap().toList()).toHaveLength(1)
  }, 100_000)`

const next = `
  test('finds an empty domain and an empty graph', async ({ opensearch, index, g }) => {
    const { body } = await opensearch.cat.indices({ format: 'json' })
    expect(body.map((entry) => entry.index)).toEqual([index])
    expect((await g.V().count().next()).value).toBe(0)
  })`

/**
 * Runs a project with both services, whose only test waits until `during` is over and then expects domain and graph to
 * be as before; then a second run, which gets the same engines, and expects nothing in them. Nothing stays of either.
 */
export async function holdRun({
  during,
  after,
  options = 'reuse: true',
  vitest = {},
}: HeldRun): Promise<FinishedVitest> {
  // The marker that the run gives itself is not known before it ends.
  const marker = `HELD_RUN=${randomUUID()}`
  const temporary = vitest.temporary ?? (await ownTemporary())
  const held = { temporary, processes: () => runProcesses({ marker, temporary }) }
  onTestFinished(() => endAll(held))
  const env = { ...vitest.env, HELD_RUN: marker.slice('HELD_RUN='.length) }
  const start = (tests: string, more: Partial<VitestRun>) =>
    runVitest({
      vitest: 5,
      files: projectWith(`{ opensearch: true, neptune: true, ${options} }`, tests),
      ...vitest,
      ...more,
      env,
      temporary,
    })
  const run = await start(body, {
    reactions: [
      {
        on: 'the test is held',
        async act({ write }) {
          await during(held)
          await write({ go: '' })
        },
      },
    ],
  })
  expect(run.output).toContain('1 passed')
  expect(run.exitCode).toBe(0)
  if (after) {
    await after(held)
    const second = await start(next, {})
    expect(second.output).toContain('was running, client validated')
    expect(second.exitCode).toBe(0)
    expect((await runCli(['down'], { TMPDIR: temporary })).exitCode).toBe(0)
  }
  return run
}

/** Short, for the path of a socket in it may have about 100 characters. */
async function ownTemporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'h-'))
  await chmod(folder, 0o755)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function endAll({ processes }: Held): void {
  for (const { pid } of processes()) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
