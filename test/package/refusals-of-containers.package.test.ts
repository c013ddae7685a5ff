import { expect, test } from 'vitest'
import { engineMissing } from '../../src/engines/container/docker-messages.ts'
import { projectWith } from '../support/project-with.ts'
import { runVitest } from '../support/run-vitest.ts'

const files = projectWith('{ target: "containers", neptune: true }')

test('where testcontainers is not installed, a run says how to get it', async () => {
  // The workspace of this major has no optional peers.
  const run = await runVitest({ vitest: 4, files })
  expect(run.output).toContain(`Target 'containers' needs the package testcontainers, which is not installed.
Last seen: Cannot find package 'testcontainers'`)
  expect(run.output).toContain('Install it: npm install --save-dev testcontainers@12')
  expect(run.output.split('needs the package testcontainers, which is not installed.').length).toBe(2)
  expect(run.output).toMatch(/✓ cleanup proved in [\d.]+ s, nothing left of:/)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})

test('where no Docker engine runs, a run says what it has looked for, and what to do', async () => {
  const run = await runVitest({
    vitest: 5,
    files,
    env: { DOCKER_HOST: 'unix:///no/such/docker.sock', TESTCONTAINERS_HOST_OVERRIDE: undefined },
  })
  const at = { place: 'unix:///no/such/docker.sock', isNamed: true }
  expect(run.output).toContain(engineMissing(at, 'connect ENOENT /no/such/docker.sock').join('\n'))
  expect(run.output.split('There is no Docker engine at').length).toBe(2)
  expect(run.output).toMatch(/✓ cleanup proved in [\d.]+ s, nothing left of:/)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
