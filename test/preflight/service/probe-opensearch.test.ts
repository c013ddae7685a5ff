import { expect, onTestFinished, test } from 'vitest'
import { createOpenSearchClient } from '../../../src/clients/opensearch/client.ts'
import * as messages from '../../../src/preflight/service/messages.ts'
import { probeOpenSearch } from '../../../src/preflight/service/probe-opensearch.ts'
import { PauselessClock } from '../../clients/pauseless-clock.ts'
import { type Answer, numbered, startTlsServer } from '../../clients/tls-server.ts'
import { rejection } from './validation-scenario.ts'

const user = 'arn:aws:iam::111122223333:user/ci'
const credentials = async () => numbered(1)

async function openSearch(answer: Answer) {
  const { endpoint } = await startTlsServer('opensearch', answer)
  const client = createOpenSearchClient({ endpoint, credentials, clock: new PauselessClock() })
  onTestFinished(() => client.close())
  return { endpoint, client }
}

const info = (version: object) => JSON.stringify({ name: 'node', version })
const engine = { distribution: 'opensearch', number: '2.19.1' }

test('the probe accepts the expected OpenSearch version, and any version where none is expected', async () => {
  const { client, endpoint } = await openSearch((response) => response.end(info(engine)))
  expect(await probeOpenSearch(client, { endpoint, version: '2.19.1' })).toEqual({ version: '2.19.1', warnings: [] })
  expect(await probeOpenSearch(client, { endpoint })).toEqual({ version: '2.19.1', warnings: [] })
})

test('the probe accepts every patch of an expected minor version, and no other version', async () => {
  const { client, endpoint } = await openSearch((response) => response.end(info(engine)))
  expect(await probeOpenSearch(client, { endpoint, version: '2.19' })).toEqual({ version: '2.19.1', warnings: [] })
  for (const version of ['2.1', '2.19.1.0', '2.190', '3']) {
    await expect(probeOpenSearch(client, { endpoint, version })).rejects.toThrow(
      new RegExp(`opensearch ${version}\\. .*opensearch 2\\.19\\.1\\.`),
    )
  }
})

test.for<[string, string, string, string]>([
  ['another version', info({ ...engine, number: '2.18.0' }), 'opensearch 2.18.0', 'engine version'],
  ['another engine', info({ distribution: 'elsewhere', number: '2.19.1' }), 'elsewhere 2.19.1', 'engine version'],
  ['an engine that hides itself', info({ number: '7.10.2' }), '7.10.2', 'override_main_response_version'],
  ['something other than an engine', '{"hello":"world"}', 'unknown engine.', 'address'],
])('the probe rejects %s in the place of OpenSearch', async ([, answer, found, remedy]) => {
  const { client, endpoint } = await openSearch((response) => response.end(answer))
  await expect(probeOpenSearch(client, { endpoint, version: '2.19.1' })).rejects.toMatchObject(
    rejection(endpoint, [endpoint.url, 'opensearch 2.19.1', found, remedy]),
  )
})

test.for([
  ['a body', '{"message":"No."}', 'AccessDeniedException: No.'],
  ['no body', '', 'AccessDeniedException'],
])('the probe rejects an OpenSearch that answers 403 with %s, and names what may be wrong', async ([, body, text]) => {
  const { client, endpoint } = await openSearch((response) => response.writeHead(403).end(body))
  const facts = ['GET /', '403', text!, 'access policy', endpoint.region, endpoint.signingHost, 'clock']
  await expect(probeOpenSearch(client, { endpoint })).rejects.toMatchObject(
    rejection(endpoint, facts, { status: 403, cause: expect.objectContaining({ name: 'ResponseError' }) }),
  )
})

test.for([
  [503, 'not ready'],
  [429, 'too many requests'],
] as const)('the probe rejects an OpenSearch that answers %d', async ([status, remedy]) => {
  const { client, endpoint } = await openSearch((response) => response.writeHead(status).end('{"message":"no"}'))
  await expect(probeOpenSearch(client, { endpoint })).rejects.toMatchObject(
    rejection(endpoint, [endpoint.url, `${status} {"message":"no"}`, remedy], { status }),
  )
})

test('the probe rejects an OpenSearch that closes the connection', async () => {
  const { client, endpoint } = await openSearch((response) => response.destroy())
  await expect(probeOpenSearch(client, { endpoint })).rejects.toMatchObject(
    rejection(endpoint, [endpoint.url, 'socket hang up', 'security group']),
  )
})

test('the probe accepts an OpenSearch that does not show its version to this identity, and warns', async () => {
  const reason = `no permissions for [cluster:monitor/main] and User [name=${user}, backend_roles=[], requestedTenant=null]`
  const { client, endpoint } = await openSearch((response) =>
    response.writeHead(403).end(JSON.stringify({ error: { type: 'security_exception', reason }, status: 403 })),
  )
  for (const version of [undefined, '2.19']) {
    const warnings = [messages.versionNotShown(endpoint.signingHost, version)]
    expect(await probeOpenSearch(client, { endpoint, version })).toEqual({ warnings })
  }
})

test('the probe compares the version of the nodes of a domain in compatibility mode with the expected one', async () => {
  const compatible = async (ofNodes: string, code = 200) =>
    openSearch((response, { url }) =>
      url.startsWith('/_nodes')
        ? response.writeHead(code).end(JSON.stringify({ nodes: { a: { version: ofNodes } } }))
        : response.end(info({ number: '7.10.2' })),
    )
  const { client, endpoint } = await compatible('2.19.0')
  const warning = messages.compatibilityMode(endpoint.signingHost, '7.10.2', '2.19.0')
  for (const version of [undefined, '2.19']) {
    expect(await probeOpenSearch(client, { endpoint, version })).toEqual({ version: '2.19.0', warnings: [warning] })
  }
  await expect(probeOpenSearch(client, { endpoint, version: '2.17' })).rejects.toThrow(
    /opensearch 2\.17\. .*opensearch 2\.19\.0\.\n.*engine version/,
  )
  const elasticsearch = await compatible('7.10.2')
  await expect(probeOpenSearch(elasticsearch.client, elasticsearch)).rejects.toThrow(/ 7\.10\.2\.\n.*engine version/)
  const silent = await compatible('2.19.0', 403)
  await expect(probeOpenSearch(silent.client, silent)).rejects.toThrow(/ 7\.10\.2\.\n.*override_main_response_version/)
})

test('an abort stops the probe of an OpenSearch at once', async () => {
  const reason = new Error('The run was interrupted.')
  const run = new AbortController()
  const { client, endpoint } = await openSearch(() => run.abort(reason))
  await expect(probeOpenSearch(client, { endpoint, signal: run.signal })).rejects.toBe(reason)
})
