import { readFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { ContainerEngineSpec } from '../../../src/engines/container/container-engine.ts'
import { findDocker } from '../../../src/engines/container/docker.ts'
import { gremlinContainer } from '../../../src/engines/container/gremlin-container.ts'
import { containerExit, containerGone, exitHint, notStarted } from '../../../src/engines/container/messages.ts'
import { openSearchContainer } from '../../../src/engines/container/opensearch-container.ts'
import { heapIsFull } from '../../../src/engines/messages.ts'
import { nodeSettings } from '../../../src/engines/opensearch/configuration.ts'
import { waitForState } from '../../../src/wait/wait-for-state.ts'
import { ourContainers } from '../../support/docker-containers.ts'
import { type ContainerUnderTest, startContainer } from './start-container.ts'

const gremlin = { name: 'tinkerpop/gremlin-server:3.7.5', isOwn: false }
const search = { name: 'opensearchproject/opensearch:2.19.1', isOwn: false, security: false }

const gremlinParts = () => gremlinContainer(gremlin, { graphs: 2, heapMb: 256 })

/** An engine that is removed after the test. */
async function start(parts: Omit<ContainerEngineSpec, 'labels'>): Promise<ContainerUnderTest> {
  const started = await startContainer(parts)
  onTestFinished(started.stop)
  return started
}

test('Gremlin Server in a container becomes ready, takes a file, and is removed with its container', async () => {
  const { engine, until, place } = await start(gremlinParts())
  expect(await until('ready')).toMatchObject({
    version: '3.7.5',
    container: expect.stringMatching(/^[0-9a-f]{64}$/),
    address: { host: '127.0.0.1', port: expect.any(Number) },
  })
  const brought = await engine.bring(place.logFile)
  expect(brought.path).toMatch(/^\/tmp\/[0-9a-f-]+-engine\.log$/)
  await brought.remove()
  expect(await readFile(place.logFile, 'utf8')).toContain('Channel started at port 8182.')
  await engine.stop()
  expect(await engine.observe()).toBeUndefined()
  expect(await ourContainers()).toEqual([])
})

test('OpenSearch with its security plugin serves only requests with the password of its gate', async () => {
  const parts = openSearchContainer({ ...search, security: true }, { dataInMemory: true, heapMb: 512 })
  const { until } = await start(parts)
  const ready = await until('ready', 110_000)
  const { port = 0, authorization = '' } = ready?.address ?? {}
  expect(authorization).toMatch(/^Basic /)
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
  onTestFinished(() => void delete process.env.NODE_TLS_REJECT_UNAUTHORIZED)
  const ask = async (headers: Record<string, string>) => (await fetch(`https://127.0.0.1:${port}/`, { headers })).status
  expect(await ask({})).toBe(401)
  expect(await ask({ authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` })).toBe(401)
  expect(await ask({ authorization })).toBe(200)
  const settings = await fetch(`https://127.0.0.1:${port}/_nodes/settings?flat_settings=true`, {
    headers: { authorization },
  })
  const { nodes } = (await settings.json()) as { nodes: Record<string, { settings: object }> }
  expect(Object.values(nodes)).toMatchObject([{ settings: nodeSettings }])
})

test('a container that ends while it starts is failed, with its exit code and its last lines', async () => {
  const { place, until } = await start({
    ...gremlinParts(),
    command: ['/no/such.yaml'],
  })
  const failed = await until('failed')
  expect(failed?.detail).toMatch(/^.* exit code \d+\.\n.*\n {2}/)
  expect(failed?.detail).toContain('Configuration file not found.')
  // Kept after the container is gone.
  expect(await readFile(place.logFile, 'utf8')).toContain('Configuration file not found.')
})

/** The container of an engine, as soon as it runs. */
async function running({ docker, engine }: ContainerUnderTest) {
  const container = async () => docker.container.getById((await engine.observe())?.container ?? '')
  await waitForState({
    what: 'container',
    observe: async () => {
      const isMade = (await engine.observe())?.container !== undefined
      return { state: isMade && (await (await container()).inspect()).State.Running ? 'running' : 'made' }
    },
    target: 'running',
    pending: ['made'],
    timeoutMs: 30_000,
    intervalMs: 20,
  })
  return container()
}

test('a container that is killed while it starts is failed, with a hint that it was out of memory', async () => {
  const started = await start(gremlinParts())
  await (await running(started)).kill({ signal: 'SIGKILL' })
  const failed = await started.until('failed')
  const state = { ExitCode: 137, OOMKilled: false, Error: '' }
  expect(failed?.detail).toContain(containerExit(state))
  expect(failed?.detail).toContain(exitHint(state, ''))
})

test('a container that Docker kills out of memory fails with that reason', async () => {
  const started = await start(gremlinParts())
  const bytes = 48 * 1024 * 1024
  await (await running(started)).update({ Memory: bytes, MemorySwap: bytes })
  const failed = await started.until('failed')
  const state = { ExitCode: 137, OOMKilled: true, Error: '' }
  expect(failed?.detail).toContain(containerExit(state))
  expect(failed?.detail).toContain(exitHint(state, ''))
})

test('a container whose port is taken fails with what to do', async () => {
  const { dockerode } = (await findDocker({}, AbortSignal.timeout(30_000))).container
  const published = async (HostPort: string) => {
    const container = await dockerode.createContainer({
      Image: gremlin.name,
      Entrypoint: ['sleep', '600'],
      ExposedPorts: { '8182/tcp': {} },
      HostConfig: { PortBindings: { '8182/tcp': [{ HostIp: '127.0.0.1', HostPort }] } },
    })
    onTestFinished(() => container.remove({ force: true }))
    return container
  }
  const first = await published('')
  await first.start()
  const { Ports: ports } = (await first.inspect()).NetworkSettings
  const second = await published(ports['8182/tcp']?.[0]?.HostPort ?? '')
  const error = await second.start().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(notStarted({ image: gremlin.name }, error)).toEqual([
    expect.stringMatching(/tinkerpop\/gremlin-server:3\.7\.5: .*port is already allocated/),
    expect.stringContaining('port'),
  ])
})

test('a container that another program removes is failed, with that reason', async () => {
  const { docker, engine, until } = await start(gremlinParts())
  await until('ready')
  await docker.container.getById((await engine.observe())?.container ?? '').remove({ force: true })
  expect((await until('failed'))?.detail).toBe(containerGone())
})

test('an image for another platform is failed, with the option for the platform', async () => {
  const { until } = await start({ ...gremlinParts(), platform: 'linux/s390x' })
  const failed = await until('failed')
  expect(failed?.detail).toMatch(/tinkerpop\/gremlin-server:3\.7\.5: .*platform.*\n.*'containers\.platform'/)
})

test('an engine in a container with too small a heap is failed, with that reason', async () => {
  const { until } = await start(openSearchContainer(search, { dataInMemory: true, heapMb: 24 }))
  expect((await until('failed'))?.detail).toContain(heapIsFull())
})

test('an engine in a container that is not ready in time is reported with its log', async () => {
  const { place, until } = await start(openSearchContainer(search, { dataInMemory: true, heapMb: 512 }))
  await expect(until('ready', 3_000)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_WAIT_TIMEOUT',
    message: expect.stringContaining(place.logFile),
  })
})
