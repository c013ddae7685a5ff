import { expect, test } from 'vitest'
import { ourContainers } from '../../support/docker-containers.ts'
import { processesOnly } from '../../support/left-behind.ts'
import { projectWith, usesIndex } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'

const securityOn = '{ target: "containers", opensearch: true, containers: { opensearch: { security: true } } }'

test('with the security plugin on inside, clients sign as ever, the gate signs in, and what a test made of it is gone in the next', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith(
      securityOn,
      `${usesIndex}
      test('the plugin is there', async ({ opensearch }) => {
        const { body } = await opensearch.transport.request({ method: 'GET', path: '/_plugins/_security/authinfo' })
        expect(body.user_name).toBe('admin')
      })
      const security = (opensearch, method, path, body) =>
        opensearch.transport.request({ method, path: '/_plugins/_security/api/' + path, body })
      test('makes a role, a user and a mapping', async ({ opensearch }) => {
        const made = [
          await security(opensearch, 'PUT', 'roles/reader', { cluster_permissions: ['cluster_monitor'] }),
          await security(opensearch, 'PUT', 'internalusers/ann', { password: 'long-enough-Pa55word!' }),
          await security(opensearch, 'PUT', 'rolesmapping/reader', { users: ['ann'] }),
          await security(opensearch, 'PUT', 'rolesmapping/all_access', { backend_roles: ['admin'], users: ['ann'] }),
        ]
        expect(made.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201, 200])
      }, 60_000)
      test('finds none of them, and what the plugin brings along', async ({ opensearch }) => {
        const names = async (path) => Object.keys((await security(opensearch, 'GET', path)).body)
        expect(await names('roles')).not.toContain('reader')
        expect(await names('internalusers')).toContain('kibanaro')
        expect(await names('internalusers')).not.toContain('ann')
        expect(await names('rolesmapping')).toContain('all_access')
        expect(await names('rolesmapping')).not.toContain('reader')
      }, 60_000)`,
    ),
    // Without a registry there is no Ryuk, and the run does without. With one, Ryuk is used.
    env: { TESTCONTAINERS_RYUK_DISABLED: undefined },
  })
  expect(run.output).toContain('4 passed')
  expect(run.output).toMatch(/✓ cleanup proved in [\d.]+ s, nothing left of:/)
  expect(run.exitCode).toBe(0)
  expect(await ourContainers()).toEqual([])
  expect(await run.leftBehind({ counts: processesOnly })).toEqual({ processes: [], ports: [], files: [] })
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
