import { expect, test } from 'vitest'
import { nodeTooOld } from '../../../src/engines/container/docker-messages.ts'
import { withTestcontainers } from '../../../src/engines/container/load-testcontainers.ts'

const load = async () => 'loaded'

test('a Node that testcontainers does not run on is refused before testcontainers is loaded', async () => {
  await expect(withTestcontainers(load, '22.19.0')).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: nodeTooOld('22.22', '22.19.0').join('\n'),
  })
})

test.for(['22.22.0', '24.5.0', '25.0.0'])('testcontainers is loaded on Node %s', async (node) => {
  expect(await withTestcontainers(load, node)).toBe('loaded')
})

test('the error of another package that is missing is passed on', async () => {
  const error = Object.assign(new Error("Cannot find package 'dockerode'"), { code: 'ERR_MODULE_NOT_FOUND' })
  await expect(withTestcontainers(() => Promise.reject(error))).rejects.toBe(error)
})
