import { expect, test } from 'vitest'
import { withTestcontainers } from '../../../src/engines/container/load-testcontainers.ts'

const load = async () => 'loaded'

test('refuses a Node that testcontainers does not run on, before it is loaded', async () => {
  await expect(withTestcontainers(load, '22.19.0')).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: `Target 'containers' needs Node 22.22 or later, as testcontainers does.
This is Node 22.19.0.
Use a newer one, or target 'local', which runs the same engines without Docker.`,
  })
})

test.for(['22.22.0', '24.5.0', '25.0.0'])('lets Node %s load it', async (node) => {
  expect(await withTestcontainers(load, node)).toBe('loaded')
})

test('passes on what keeps another package from loading', async () => {
  const error = Object.assign(new Error("Cannot find package 'dockerode'"), { code: 'ERR_MODULE_NOT_FOUND' })
  await expect(withTestcontainers(() => Promise.reject(error))).rejects.toBe(error)
})
