import { expect, test } from 'vitest'
import { ourContainers } from '../../support/docker-containers.ts'
import { projectWith, usesIndex } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'

const securityOn = '{ target: "containers", opensearch: true, containers: { opensearch: { security: true } } }'

test('with the security plugin on inside, clients sign as ever, and the gate signs in', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith(
      securityOn,
      `${usesIndex}
      test('the plugin is there', async ({ opensearch }) => {
        const { body } = await opensearch.transport.request({ method: 'GET', path: '/_plugins/_security/authinfo' })
        expect(body.user_name).toBe('admin')
      })`,
    ),
    // There is none to be had without a registry, and it is done without; where there is one, it is used.
    env: { TESTCONTAINERS_RYUK_DISABLED: undefined },
  })
  expect(run.output).toContain('2 passed')
  expect(run.output).toMatch(/✓ cleanup proved in [\d.]+ s, nothing left of:/)
  expect(run.exitCode).toBe(0)
  expect(await ourContainers()).toEqual([])
  const { processes, ports } = await run.leftBehind()
  expect({ processes, ports }).toEqual({ processes: [], ports: [] })
})

test('an image that is not to be had is told before anything is started', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith(
      "{ target: 'containers', neptune: true, containers: { neptune: { image: 'registry.invalid/gremlin-server:3.7.5' } } }",
    ),
  })
  expect(run.output).toContain(
    'The image registry.invalid/gremlin-server:3.7.5 is not on the Docker host, and could not be pulled.',
  )
  expect(run.output).toContain('The registry cannot be reached from the Docker host')
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
