import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { StandInOptions } from '../../src/config/resolve.ts'
import { resolveOptions } from '../../src/config/resolve.ts'
import { writeLabels } from '../../src/container/container-labels.ts'
import type { ProcessIdentity } from '../../src/lifecycle/process-identity.ts'
import { thisProcess } from '../../src/lifecycle/process-identity.ts'
import { containersOfHost } from '../../src/target/left-in-docker.ts'
import { podmanApi } from '../support/podman-api.ts'
import { published, setVariables } from '../support/set-variables.ts'

const gone = { ...thisProcess(), started: 'before' }
// testcontainers remembers the first that a process has.
const socket = join(tmpdir(), `vaf-${process.pid}.sock`)

function containersOf(host: ProcessIdentity, signal = AbortSignal.timeout(30_000)) {
  const env = setVariables({ DOCKER_HOST: `unix://${socket}`, ...published })
  const options = resolveOptions({ target: 'containers', neptune: true }, process.cwd(), env)
  return containersOfHost(options as StandInOptions, host, signal)
}

test.for(['running', 'one that may run, where the system does not tell since when'])(
  'the containers of a host are left to it: %s',
  async (which) => {
    const { started, ...unknown } = thisProcess()
    const host = which === 'running' ? { ...unknown, ...(started && { started }) } : unknown
    expect(await containersOf(host).removeLeft()).toEqual([])
  },
)

test('where there is no Docker engine, nothing can be left in it, and the host has said so', async () => {
  const containers = containersOf(gone)
  expect(await containers.look()).toEqual([])
  expect(await containers.removeLeft()).toEqual([])
})

test('a run that was given up before it found the engine does not say that nothing is left', async () => {
  const containers = containersOf(gone, AbortSignal.abort(new Error('given up')))
  await expect(containers.look()).rejects.toMatchObject({ code: 'AWS_FIXTURE_REACHABILITY' })
  await expect(containers.removeLeft()).rejects.toMatchObject({ code: 'AWS_FIXTURE_REACHABILITY' })
})

test('an engine that was not there at first is looked for again, and what a killed host has left there is removed', async () => {
  const containers = containersOf(gone, AbortSignal.abort(new Error('given up')))
  const now = Date.now()
  const { containers: there } = await podmanApi({
    at: socket,
    there: { left: writeLabels(gone, 'vaf-3f9c2', now), other: writeLabels(thisProcess(), 'vaf-00000', now) },
  })
  expect(await containers.look()).toEqual(['container left (image): docker rm -f left'])
  expect(await containers.removeLeft()).toEqual(['container left (image), which its stand-in host had left'])
  expect([...there.keys()]).toEqual(['other'])
})
