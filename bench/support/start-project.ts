import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { makeWorkspace, pack } from '../../test/support/installed-package.ts'

/** A line of a run's output, and when it came, in milliseconds from the start of the process. */
export interface TimedLine {
  readonly atMs: number
  readonly text: string
}

export interface TimedRun {
  /** Milliseconds from the start of the process to its end. */
  readonly tookMs: number
  readonly lines: readonly TimedLine[]
}

const plugin = (options: string) => `import { awsFixtures } from 'vitest-aws-fixtures'
export default { plugins: [awsFixtures({ opensearch: {}, neptune: {}${options} })], test: { reporters: ['default'] } }
`

/** Imports what both sides import; is not in need of the services. */
const unit = `import { Client } from '@opensearch-project/opensearch'
import gremlin from 'gremlin'
import { expect, test } from 'vitest'
test('has the clients', () => {
  expect([typeof Client, typeof gremlin.driver.Client]).toEqual(['function', 'function'])
})
`

/** One test with both services. */
const services = `import { expect, test } from 'vitest-aws-fixtures/fixtures'
test('uses both', async ({ opensearch, index, g }) => {
  await opensearch.index({ index, id: 'a', body: { n: 1 }, refresh: true })
  expect((await opensearch.count({ index })).body.count).toBe(1)
  await g.addV('a').iterate()
  expect((await g.V().count().next()).value).toBe(1)
})
`

/** The projects that are timed. */
export const projects = {
  bare: { 'vitest.config.mjs': 'export default {}\n', 'a.test.mjs': unit },
  unit: { 'vitest.config.mjs': plugin(''), 'a.test.mjs': unit },
  cold: { 'vitest.config.mjs': plugin(', reuse: false'), 'a.test.mjs': services },
  warm: { 'vitest.config.mjs': plugin(', reuse: true'), 'a.test.mjs': services },
} as const

/** How long a run may take, in milliseconds: many times what any does. */
const RUN_MS = 300_000

/** Further arguments and variables of a run. */
interface RunOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

interface StartProjectOptions {
  /** Contents by file, by project. Default: those above. */
  readonly files?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Installed besides, at the versions of this repository. */
  readonly packages?: readonly string[]
}

/** The packed package, installed beside Vitest 5 in a folder outside the repository, with a cache of its own. */
export class StartProject {
  /** Short, for the daemon's socket is below it. */
  readonly root: string
  readonly workspace: string
  readonly cache: string

  private constructor(root: string) {
    this.root = root
    this.workspace = join(root, 'w')
    this.cache = join(root, 'cache')
  }

  /** `filled` is a cache that has the engines' files; what it has besides is left out. */
  static async make(filled: string, { files = projects, packages }: StartProjectOptions = {}): Promise<StartProject> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'vafb-')))
    const tarball = await pack(root)
    const workspace = await makeWorkspace(join(root, 'w'), tarball, { packages })
    const cache = join(root, 'cache')
    const isOurs = (path: string) => !/^(archives|logs)$/.test(path.slice(filled.length + 1))
    await cp(filled, cache, { recursive: true, preserveTimestamps: true, filter: isOurs })
    for (const [name, texts] of Object.entries(files)) {
      await mkdir(join(workspace, name))
      for (const [file, text] of Object.entries(texts)) {
        await writeFile(join(workspace, name, file), text)
      }
    }
    return new StartProject(root)
  }

  /** Runs Vitest in one of the projects, as a person does by `npx vitest run`. Fails where a test fails. */
  async run(name: string, { args = [], env = {} }: RunOptions = {}): Promise<TimedRun> {
    const cli = join(this.workspace, 'node_modules', 'vitest', 'vitest.mjs')
    const notAShells = /^(npm_|VITEST|AWS_|NODE_|TEST$|INIT_CWD$|CI$|GITHUB_)/
    const shell = Object.entries(process.env).filter(([variable]) => !notAShells.test(variable))
    const startedAt = performance.now()
    const child = spawn(process.execPath, [cli, 'run', ...args], {
      cwd: join(this.workspace, name),
      env: { ...Object.fromEntries(shell), AWS_FIXTURES_CACHE: this.cache, TMPDIR: this.root, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: RUN_MS,
    })
    const lines: TimedLine[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        const atMs = performance.now() - startedAt
        lines.push(...text.split('\n').map((line) => ({ atMs, text: line.trim() })))
      })
    }
    const [code] = (await once(child, 'exit')) as [number | null]
    const tookMs = performance.now() - startedAt
    if (code !== 0) throw new Error(`The run of ${name} failed:\n${lines.map(({ text }) => text).join('\n')}`)
    return { tookMs, lines }
  }

  /** Makes what archives are still to be made, with the package's own code, after any other process that makes some. */
  async settle(): Promise<void> {
    const file = join(this.workspace, 'node_modules/vitest-aws-fixtures/dist/engines/class-archives/train-archives.js')
    const { trainArchives } = (await import(
      pathToFileURL(file).href
    )) as typeof import('../../src/engines/class-archives/train-archives.ts')
    const signal = AbortSignal.timeout(10 * 60_000)
    await trainArchives(this.cache, signal)
  }

  /** Ends the daemons that runs have kept, by the package's own command. */
  async down(): Promise<void> {
    const cli = join(this.workspace, 'node_modules', '.bin', 'vitest-aws-fixtures')
    const env = { ...process.env, AWS_FIXTURES_CACHE: this.cache, TMPDIR: this.root }
    await once(spawn(cli, ['down'], { cwd: this.workspace, env, stdio: 'ignore' }), 'exit')
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true, maxRetries: 5 })
  }
}
