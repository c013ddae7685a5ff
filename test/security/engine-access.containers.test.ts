import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { gremlinContainer } from '../../src/engines/container/gremlin-container.ts'
import { fileMissing, guardMissing, notStarted } from '../../src/engines/container/messages.ts'
import { openSearchContainer } from '../../src/engines/container/opensearch-container.ts'
import { type ContainerUnderTest, startContainer } from '../engines/container/start-container.ts'
import { portsInside } from '../support/exposure/container-exposure.ts'
import { httpRequest, rawRequest } from './raw-request.ts'
import { expectRejected, gremlinRequests, opensearchRequests, overHttp2, putDocument, strangers } from './strangers.ts'

const gremlin = { name: 'tinkerpop/gremlin-server:3.7.5', isOwn: false }
const search = { name: 'opensearchproject/opensearch:2.19.1', isOwn: false, security: false }

/** What Gremlin Server listens with where nobody guards it. */
const OPEN = 'org.apache.tinkerpop.gremlin.server.channel.WsAndHttpChannelizer'

/** Where an engine in a container can be asked from outside of it. */
interface Way {
  readonly host: string
  readonly port: number
}

interface Reached {
  readonly engine: ContainerUnderTest
  /** Of the container. */
  readonly id: string
  readonly headers: { readonly authorization: string }
  /** Its published port, and the one of its own at the container's address on Docker's bridge. */
  readonly ways: readonly Way[]
  readonly inspect: () => ReturnType<ReturnType<ContainerUnderTest['docker']['container']['getById']>['inspect']>
}

async function reach(parts: Parameters<typeof startContainer>[0]): Promise<Reached> {
  const engine = await startContainer(parts)
  const { address, container: id = '' } = (await engine.until('ready', 110_000)) ?? {}
  if (!address?.authorization) throw new Error('An engine that is ready has an address, and a secret.')
  const { docker } = engine
  const inspect = () => docker.container.getById(id).inspect()
  const { NetworkSettings: network } = await inspect()
  const published = Object.values(network.Ports).flatMap((bindings) => bindings ?? [])
  const inside = Object.values(network.Networks).map(({ IPAddress }) => IPAddress)
  return {
    engine,
    id,
    headers: { authorization: address.authorization },
    ways: [
      ...published.map(({ HostIp, HostPort }) => ({ host: HostIp, port: Number(HostPort) })),
      ...inside.map((host) => ({ host, port: parts.port })),
    ],
    inspect,
  }
}

const ask = ({ host, port }: Way, request: string) => rawRequest(port, request, { host })

/** Docker's own record apart, which only who is as good as root can read. */
async function expectNoSecretAround({ engine, id, headers, inspect }: Reached): Promise<void> {
  const secret = headers.authorization.replace('Bearer ', '')
  expect(secret).toHaveLength(43)
  const { Config: config, Args: args } = await inspect()
  expect(config.Env.filter((variable) => variable.includes(secret))).toHaveLength(1)
  expect(JSON.stringify([config.Labels, config.Cmd, config.Entrypoint, args])).not.toContain(secret)
  const running = await engine.docker.container.getById(id).top()
  expect(JSON.stringify(running)).not.toContain(secret)
  expect(await readFile(engine.place.logFile, 'utf8')).not.toContain(secret)
}

describe('OpenSearch in a container', () => {
  let reached: Reached
  beforeAll(async () => {
    reached = await reach(openSearchContainer(search, { dataInMemory: true, heapMb: 512 }))
  })
  afterAll(() => reached?.engine.stop())

  test.each(strangers)('an engine tells nothing to a request %s', async (_, headers) => {
    expect(reached.ways).toHaveLength(2)
    for (const way of reached.ways) {
      for (const request of opensearchRequests(headers)) expectRejected(await ask(way, request))
      expect(await ask(way, httpRequest('GET', '/stranger', reached.headers))).toMatch(/ 404 /)
    }
  })

  test('an engine tells nothing over HTTP/2 either', async () => {
    for (const way of reached.ways) {
      const answer = await rawRequest(way.port, overHttp2, { host: way.host, waitMs: 1_000 })
      expect(answer).not.toContain('cluster_name')
      expect(answer).not.toContain('You Know')
    }
  })

  test('an engine answers its gate without echoing an origin, so that the failures above are due to the secret', async () => {
    const headers = { ...reached.headers, origin: 'https://evil.example' }
    for (const way of reached.ways) {
      const answer = await ask(way, putDocument(headers))
      expect(answer).toMatch(/^HTTP\/1\.1 20[01] /)
      expect(answer.toLowerCase()).not.toContain('access-control-')
    }
  })

  test('an engine listens on one port, so that nobody connects as another node', async () => {
    expect(await portsInside(reached.id)).toEqual([9200])
  })

  test('an engine neither shows its secret nor sends it to its gate', async () => {
    await expectNoSecretAround(reached)
    for (const path of ['/_nodes', '/_cluster/settings?include_defaults', '/_cluster/state']) {
      const answer = await ask(reached.ways[0]!, httpRequest('GET', path, reached.headers))
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
      expect(answer).not.toContain(reached.headers.authorization)
    }
  })
})

describe('Gremlin Server in a container', () => {
  let reached: Reached
  beforeAll(async () => {
    reached = await reach(gremlinContainer(gremlin, { graphs: 2, heapMb: 256 }))
  })
  afterAll(() => reached?.engine.stop())

  const script = "new File('/tmp/executed').createNewFile()"

  test.each(strangers)('an engine runs no script of a request %s', async (_, headers) => {
    expect(reached.ways).toHaveLength(2)
    for (const way of reached.ways) {
      for (const request of gremlinRequests(script, headers)) expectRejected(await ask(way, request))
      const seen = `/gremlin?gremlin=${encodeURIComponent("new File('/tmp/executed').exists()")}`
      const answer = await ask(way, httpRequest('GET', seen, reached.headers))
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
      expect(answer).toContain('false')
    }
  })

  test('an engine listens on one port', async () => {
    expect(await portsInside(reached.id)).toEqual([8182])
  })

  test('an engine shows no secret', () => expectNoSecretAround(reached))
})

describe('an image that cannot be guarded', () => {
  const failed = async (parts: Parameters<typeof startContainer>[0]) => {
    const started = await startContainer(parts)
    onTestFinished(started.stop)
    return (await started.until('failed', 110_000))?.detail
  }

  test('an image with another layout is named and is not started', async () => {
    const { name } = gremlin
    const detail = await failed(openSearchContainer({ ...search, name }, { dataInMemory: true, heapMb: 512 }))
    const file = '/usr/share/opensearch/modules/transport-netty4/plugin-descriptor.properties'
    expect(detail?.split('\n')).toEqual(notStarted({ image: name }, new Error(fileMissing(file))))
  })

  test('an image that starts without the guard is named, and is not used', async () => {
    const { files = {}, ...parts } = gremlinContainer(gremlin, { graphs: 2, heapMb: 256 })
    const openly = Object.entries(files).map(([path, contents]) => [path, contents.replace('GuardedChannelizer', OPEN)])
    expect((await failed({ ...parts, files: Object.fromEntries(openly) }))?.split('\n')).toEqual(guardMissing(400))
  })
})
