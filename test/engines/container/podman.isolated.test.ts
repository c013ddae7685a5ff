import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ContainerEngine } from '../../../src/engines/container/container-engine.ts'
import { findDocker, isByNetwork } from '../../../src/engines/container/docker.ts'
import { openSearchContainer } from '../../../src/engines/container/opensearch-container.ts'
import { waitForState } from '../../../src/wait/wait-for-state.ts'
import { ownFolder } from '../../support/filled-cache.ts'
import { podmanApi } from '../../support/podman-api.ts'
import { published, setVariables } from '../../support/set-variables.ts'

const image = { name: 'opensearchproject/opensearch:2.19.1', isOwn: false, security: false }

test('Podman runs an engine with data in memory, default limits and one published port, and removes it at once', async () => {
  const directory = await ownFolder()
  const podman = await podmanApi({ at: join(directory, 'podman.sock') })
  const docker = await findDocker(setVariables({ DOCKER_HOST: podman.host, ...published }), AbortSignal.timeout(30_000))
  const place = { directory, logFile: join(directory, 'engine.log'), graphs: 0 }
  const parts = openSearchContainer(image, { dataInMemory: true, heapMb: 512 })
  const engine = ContainerEngine.start(
    { docker, hasRyuk: false },
    { ...parts, labels: {}, askVersion: async () => '2.19.1' },
    place,
  )
  const ready = await waitForState({
    what: 'engine',
    observe: () => engine.observe(),
    target: 'ready',
    pending: ['starting'],
    timeoutMs: 5_000,
    intervalMs: 20,
  })
  expect(ready).toMatchObject({ version: '2.19.1', address: { host: '127.0.0.1', port: 45_387 } })

  // The engine is on this machine, without a firewall between.
  expect(isByNetwork(docker)).toBe(false)

  // The first container had a limit that a rootless Podman may not raise.
  expect(podman.asked.map(({ HostConfig }) => HostConfig.Ulimits?.length ?? 0)).toEqual([1, 0])
  expect([...podman.containers.keys()]).toEqual([ready?.container])
  // Podman 5 and later waits for so many seconds before it removes a container by force.
  expect(podman.asked.map(({ StopTimeout }) => StopTimeout)).toEqual([0, 0])

  await engine.stop()
  expect(podman.containers.size).toBe(0)
  expect(await engine.observe()).toBeUndefined()
})
