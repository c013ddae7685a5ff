import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runVitest } from '../support/run-vitest.ts'

const example = fileURLToPath(new URL('../../examples/airports/', import.meta.url))
const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url))

/** The example's files, as they are but for the place of the dataset. */
function exampleFiles(): Record<string, string> {
  const names = globSync(['vitest.config.ts', 'src/**/*.ts'], { cwd: example })
  const read = (name: string) => readFileSync(join(example, name), 'utf8').replaceAll('../../fixtures/', fixtures)
  return Object.fromEntries(names.map((name) => [name, read(name)]))
}

test.for([
  [4, 'forks'],
  [5, 'threads'],
] as const)('the airports example passes and leaves nothing, with Vitest %i in %s', async ([vitest, pool]) => {
  const run = await runVitest({
    vitest,
    files: exampleFiles(),
    args: ['--pool', pool, '--maxWorkers', '2'],
    env: { AWS_PROFILE: 'of-somebody-else', AWS_REGION: 'us-west-2' },
  })
  expect(run.output).toContain('cleanup proved')
  expect(run).toMatchObject({ exitCode: 0, signal: null })
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
