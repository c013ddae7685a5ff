import { expect, test } from 'vitest'
import { findDocker, isByNetwork } from '../../../src/engines/container/docker.ts'
import { elsewhereHint } from '../../../src/engines/container/messages.ts'
import { sweepContainers, writeLabels } from '../../../src/engines/container/own-containers.ts'
import { thisProcess } from '../../../src/process/process-identity.ts'
import { podmanApi } from '../../support/podman-api.ts'
import { published, setVariables } from '../../support/set-variables.ts'

// testcontainers finds an engine once in a process, so that there can be one test of it in this file.
test('a run removes what its own machine has left on an engine elsewhere, and nothing of others; and says what may keep from it', async () => {
  const now = Date.now()
  const { pid, machine } = thisProcess()
  const labelsOf = (owner: object) => writeLabels({ ...thisProcess(), ...owner }, 'vaf-3f9c2', now)
  const engine = await podmanApi({
    at: 'loopback',
    there: {
      left: labelsOf({ started: 'before' }),
      running: labelsOf({}),
      elsewhere: labelsOf({ machine: 'another one', started: 'before' }),
      // Of a system that tells machines apart by their names only.
      namesake: writeLabels({ pid: 2 ** 22 + pid, machine }, 'vaf-3f9c2', now),
      foreign: { 'org.testcontainers': 'true' },
    },
  })
  const docker = await findDocker(setVariables({ DOCKER_HOST: engine.host, ...published }), AbortSignal.timeout(30_000))
  expect(isByNetwork(docker)).toBe(true)
  expect((await sweepContainers(docker)).map(({ name }) => name)).toEqual(['left'])
  expect([...engine.containers.keys()]).toEqual(['running', 'elsewhere', 'namesake', 'foreign'])

  // A container that does not answer there is told with what may be the reason.
  expect(elsewhereHint(docker, { host: '127.0.0.1', port: 9200 })).toEqual([
    'Where that is only the near end of a tunnel to Docker, name the Docker host in TESTCONTAINERS_HOST_OVERRIDE.',
  ])
  expect(elsewhereHint(docker, { host: 'docker.test', port: 9200 })).toEqual([
    'Docker publishes its port on docker.test: a firewall there has to let this machine in.',
  ])
})
