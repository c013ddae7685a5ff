import { expect, test } from 'vitest'
import { airportsExample } from '../support/airports-example.ts'
import { runVitest } from '../support/run-vitest.ts'

test.for([
  [4, 'forks'],
  [5, 'threads'],
] as const)('the airports example passes and leaves nothing, with Vitest %i in %s', async ([vitest, pool]) => {
  const run = await runVitest({
    vitest,
    files: airportsExample(),
    args: ['--pool', pool, '--maxWorkers', '2'],
    env: { AWS_PROFILE: 'of-somebody-else', AWS_REGION: 'us-west-2' },
  })
  expect(run.output).toContain('cleanup proved')
  expect(run).toMatchObject({ exitCode: 0, signal: null })
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
