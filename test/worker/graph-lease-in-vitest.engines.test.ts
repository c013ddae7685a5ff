import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Gate } from '../../src/gate/gate.ts'
import type { RunningEngine } from '../gate/start-engine.ts'
import { startEngine } from '../gate/start-engine.ts'
import { giveCredentials, openRealRun, openService } from '../prepare/real-services.ts'
import { sourceOf } from '../support/run-script.ts'
import { runFiles } from './files-in-vitest.ts'

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

/** A file whose tests fail when the graph has elements of another file. */
const alone = (name: string) => `
  import { beforeAll, expect, test } from '${sourceOf('fixtures.ts')}'
  for (const at of ['one', 'two', 'three']) test('${name} ' + at, async ({ g }) => {
    for (let n = 1; n <= 5; n += 1) {
      await g.addV('${name}').next()
      expect((await g.V().count().next()).value).toBe(n)
    }
  })`

/** Runs these files in a Vitest of their own, whose workers are those of a run on one graph. */
async function runOnOneGraph(
  files: Record<string, string>,
  options: object,
): Promise<{ code: number; output: string }> {
  const real = await openRealRun({ neptune, ownership: 'reused' })
  const seen = await runFiles(real.run, files, options)
  await real.end()
  return seen
}

test.for([{ pool: 'forks' }, { pool: 'threads' }, { pool: 'threads', isolate: false }])(
  'test files that need the one graph run one after the other, with %o',
  async (options) => {
    const names = ['a', 'b', 'c', 'd']
    const files = Object.fromEntries(names.map((name) => [`${name}.test.js`, alone(name)]))
    const { code, output } = await runOnOneGraph(files, options)
    expect(output).toContain('12 passed')
    expect(code).toBe(0)
  },
)

test.for([{ pool: 'forks' }, { pool: 'threads', isolate: false }])(
  'files that cannot be loaded, or have nothing to run, do not block the graph for others, with %o',
  async (options) => {
    const { code, output } = await runOnOneGraph(
      {
        'a.test.js': `throw new Error('This file cannot be loaded.')`,
        'b.test.js': `import { test } from '${sourceOf('fixtures.ts')}'\ntest.skip('is skipped', () => {})`,
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
