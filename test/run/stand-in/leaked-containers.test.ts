import { expect, test } from 'vitest'
import type { ContainersOptions } from '../../../src/config/resolve.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { thisProcess } from '../../../src/process/process-identity.ts'
import { containersOfDaemon } from '../../../src/run/stand-in/leaked-containers.ts'

const signal = new AbortController().signal
const options = resolveOptions({ target: 'containers', neptune: true }, '/project', {}) as ContainersOptions

test.for(['running', 'one that may run, where the system does not tell when processes started'])(
  'a run leaves the containers of a daemon to it: %s',
  async (which) => {
    const { started, ...unknown } = thisProcess()
    const daemon = which === 'running' ? { ...unknown, ...(started && { started }) } : unknown
    expect(await containersOfDaemon(options.docker, daemon, signal).removeLeft()).toEqual([])
  },
)

test('a run without Docker searches no containers if its daemon opened nothing for the same reason, and fails otherwise', async () => {
  const without = { DOCKER_HOST: 'unix:///no/such/docker.sock' }
  const gone = { ...thisProcess(), started: 'at another time' }
  const containers = containersOfDaemon(without, gone, signal)
  const reason = await containers.look().then(
    () => undefined,
    (error: unknown) => error as Error,
  )
  expect(reason?.message).toContain('no Docker engine at unix:///no/such/docker.sock')

  await containers.notOpened(new Error('The image is not there.'))
  await expect(containers.look()).rejects.toBe(reason)
  await expect(containers.removeLeft()).rejects.toBe(reason)
  await containers.notOpened(new Error(reason?.message))
  expect(await containers.look()).toEqual([])
  expect(await containers.removeLeft()).toEqual([])
})
