import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Gate } from '../../src/gate/gate.ts'
import type { RunningEngine } from '../gate/start-engine.ts'
import { startEngine } from '../gate/start-engine.ts'
import { sourceOf } from '../support/run-script.ts'
import { giveCredentials, openRealSession, openService } from './real-services.ts'

const repository = fileURLToPath(new URL('../../', import.meta.url))
let engine: RunningEngine
let takeCredentialsBack = () => {}
let neptune: Gate

beforeAll(async () => {
  takeCredentialsBack = giveCredentials()
  engine = await startEngine('gremlin')
})

afterAll(async () => {
  await engine?.stop()
  takeCredentialsBack()
})

beforeEach(async () => {
  neptune = await openService('neptune', engine)
})

/** A file whose tests fail where somebody else's elements are in the graph. */
const alone = (name: string) => `
  import { beforeAll, expect, test } from '${sourceOf('fixtures/index.ts')}'
  for (const at of ['one', 'two', 'three']) test('${name} ' + at, async ({ g }) => {
    for (let n = 1; n <= 5; n += 1) {
      await g.addV('${name}').next()
      expect((await g.V().count().next()).value).toBe(n)
    }
  })`

/** Runs these files in a Vitest of their own, whose workers are those of a session on one graph. */
async function runFiles(files: Record<string, string>, test: object): Promise<{ code: number; output: string }> {
  const real = await openRealSession({ neptune, ownership: 'reused' })
  // Inside the repository, so that its Vitest is found.
  const root = await mkdtemp(join(repository, '.turns-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const config = {
    root,
    test: {
      ...test,
      maxWorkers: 2,
      setupFiles: [fileURLToPath(sourceOf('setup-worker.ts'))],
      globalSetup: './provide.mjs',
    },
  }
  const session = { ...real.session, files: 'all' }
  const all = {
    ...files,
    'vitest.config.mjs': `export default ${JSON.stringify(config)}`,
    'provide.mjs': `export default ({ provide }) => provide('awsFixtures', ${JSON.stringify(session)})`,
  }
  for (const [name, text] of Object.entries(all)) await writeFile(join(root, name), text)
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', '--root', root], {
    env: { ...process.env, VITEST: undefined, NO_COLOR: '1', NODE_EXTRA_CA_CERTS: undefined },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const [code] = (await once(child, 'exit')) as [number]
  await real.end()
  return { code, output }
}

test.for([{ pool: 'forks' }, { pool: 'threads' }, { pool: 'threads', isolate: false }])(
  'test files that need the one graph run one after the other, with %o',
  async (options) => {
    const names = ['a', 'b', 'c', 'd']
    const files = Object.fromEntries(names.map((name) => [`${name}.test.js`, alone(name)]))
    const { code, output } = await runFiles(files, options)
    expect(output).toContain('12 passed')
    expect(code).toBe(0)
  },
)

test.for([{ pool: 'forks' }, { pool: 'threads', isolate: false }])(
  'files that cannot be loaded, or have nothing to run, do not keep the graph from others, with %o',
  async (options) => {
    const { code, output } = await runFiles(
      {
        'a.test.js': `throw new Error('This file cannot be loaded.')`,
        'b.test.js': `import { test } from '${sourceOf('fixtures/index.ts')}'\ntest.skip('is skipped', () => {})`,
        'c.test.js': alone('c'),
        'd.test.js': alone('d'),
      },
      options,
    )
    expect(output).toContain('This file cannot be loaded.')
    expect(output).toContain('6 passed')
    expect(code).toBe(1)
  },
)
