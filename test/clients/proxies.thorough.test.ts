import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { startUpstream } from '../gate/open-test-gate.ts'
import { startHttpProxy } from '../support/network/http-proxy.ts'
import { runScript, sourceOf } from '../support/run-script.ts'
import { speakGraphSon } from './graph-server.ts'

/** Everything that reaches for loopback in one process: both clients, both gates, and the look at an engine. */
const script = (http: number, graph: number) => `
  const { openGate } = await import('${sourceOf('gate/open-gate.ts')}')
  const { createCertificate } = await import('${sourceOf('gate/certificate.ts')}')
  const { createOpenSearchClient } = await import('${sourceOf('clients/opensearch/client.ts')}')
  const { connectGremlin } = await import('${sourceOf('clients/gremlin/client.ts')}')
  const { askEngine } = await import('${sourceOf('engines/ask-engine.ts')}')
  const own = { accessKeyId: 'AKID', secretAccessKey: 'secret' }
  const credentials = async () => own
  const gate = {
    region: 'eu-west-1',
    port: 0,
    tls: await createCertificate(),
    identify: () => ({ credentials: own, worker: 1 }),
    graph: { traversalSource: () => 'g1', status: () => ({ startTime: new Date(), gremlinVersion: '3.7.5' }) },
  }
  const opensearch = await openGate({ ...gate, service: 'opensearch', engine: () => ({ host: '127.0.0.1', port: ${http} }) })
  const neptune = await openGate({ ...gate, service: 'neptune', engine: () => ({ host: '127.0.0.1', port: ${graph} }) })
  const client = createOpenSearchClient({ endpoint: opensearch.endpoint, credentials })
  const { g, status, close } = connectGremlin({ endpoint: neptune.endpoint, credentials })
  console.log((await client.info()).body.name)
  console.log((await g.inject(1).next()).value)
  console.log((await status()).status)
  console.log((await askEngine({ host: '127.0.0.1', port: ${http} }, { path: '/', signal: AbortSignal.timeout(5_000) })).name)
  await Promise.all([client.close(), close(), opensearch.close(), neptune.close()])`

test.for<[string, Record<string, string>]>([
  ['HTTP_PROXY or HTTPS_PROXY', {}],
  ['NODE_USE_ENV_PROXY', { NODE_USE_ENV_PROXY: '1' }],
])('a request to loopback never goes through a proxy, whatever %s says', async ([, more]) => {
  const proxy = await startHttpProxy()
  const upstream = await startUpstream((_request, response) => {
    response.setHeader('content-type', 'application/json').end('{"name":"node"}')
  })
  const graph = new WebSocketServer({ host: '127.0.0.1', port: 0 }).on('connection', (session) =>
    speakGraphSon(session),
  )
  await once(graph, 'listening')
  const output = await runScript(script(upstream.port, (graph.address() as AddressInfo).port), {
    ...more,
    HTTP_PROXY: proxy.url,
    HTTPS_PROXY: proxy.url,
    http_proxy: proxy.url,
    https_proxy: proxy.url,
    NO_PROXY: '',
    no_proxy: '',
  })
  graph.close()
  expect(output.trim().split('\n')).toEqual(['node', '1', 'healthy', 'node'])
  expect(proxy.asked).toEqual([])
})

test("a request of Node's own fetch to loopback does go through a proxy", async () => {
  const proxy = await startHttpProxy()
  const upstream = await startUpstream((_request, response) => response.end('asked'))
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.url, NO_PROXY: '', no_proxy: '' }
  expect(await runScript(`console.log(await (await fetch('http://127.0.0.1:${upstream.port}')).text())`, env)).toBe(
    'asked\n',
  )
  expect(proxy.asked).toHaveLength(1)
})
