import { expect, test } from 'vitest'
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
  expect(run.output).toContain(`There is no Docker engine at unix:///no/such/docker.sock, which DOCKER_HOST names.
Last seen: connect ENOENT /no/such/docker.sock
Start it, or correct DOCKER_HOST ('docker context ls' tells the engine's socket); or use target 'local', which needs no Docker.`)
  expect(run.output.split('There is no Docker engine at').length).toBe(2)
  expect(run.output).toMatch(/✓ cleanup proved in [\d.]+ s, nothing left of:/)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
