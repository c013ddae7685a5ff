import { expect, test } from 'vitest'
import { findDocker, isByNetwork } from '../../../src/engines/container/docker.ts'
import { sweepContainers, writeLabels } from '../../../src/engines/container/own-containers.ts'
import { thisProcess } from '../../../src/process/process-identity.ts'
import { podmanApi } from '../../support/podman-api.ts'
import { published, setVariables } from '../../support/set-variables.ts'

// testcontainers finds an engine once in a process, so that this file has one test.
test('on a Docker engine elsewhere, a run removes only the containers that daemons of its own machine have left', async () => {
  const now = Date.now()
  const { pid, machine } = thisProcess()
  const labelsOf = (owner: object) => writeLabels({ ...thisProcess(), ...owner }, 'vaf-3f9c2', now)
  const engine = await podmanApi({
    at: 'loopback',
    there: {
      left: labelsOf({ started: 'before' }),
      running: labelsOf({}),
      elsewhere: labelsOf({ machine: 'another one', started: 'before' }),
      // Its daemon has no start time, and so may be of another machine of the same name.
      namesake: writeLabels({ pid: 2 ** 22 + pid, machine }, 'vaf-3f9c2', now),
      foreign: { 'org.testcontainers': 'true' },
    },
  })
  const docker = await findDocker(setVariables({ DOCKER_HOST: engine.host, ...published }), AbortSignal.timeout(30_000))
  expect(isByNetwork(docker)).toBe(true)
  expect((await sweepContainers(docker)).map(({ name }) => name)).toEqual(['left'])
  expect([...engine.containers.keys()]).toEqual(['running', 'elsewhere', 'namesake', 'foreign'])
})
