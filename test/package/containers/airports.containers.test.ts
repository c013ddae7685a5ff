import { expect, test } from 'vitest'
import { airportsExample } from '../../support/airports-example.ts'
import { ourContainers } from '../../support/docker-containers.ts'
import { runVitest } from '../../support/run-vitest.ts'

test('the airports example passes in containers, and leaves none', async () => {
  const run = await runVitest({
    vitest: 5,
    files: airportsExample(),
    env: { AWS_FIXTURES_TARGET: 'containers', AWS_PROFILE: 'of-somebody-else', AWS_REGION: 'us-west-2' },
  })
  expect(run.output).toContain('12 passed')
  expect(run.output).toMatch(/✓ cleanup proved in [\d.]+ s, nothing left of:/)
  expect(run).toMatchObject({ exitCode: 0, signal: null })
  expect(await ourContainers()).toEqual([])
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
