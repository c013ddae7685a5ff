import { METHODS } from 'node:http'
import { connect } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import type { Endpoint } from '../../src/base/endpoint.ts'
import { openTestGate, signWithAws4, startUpstream } from '../gate/open-test-gate.ts'

/** A gate before a server that notes what reaches it. */
async function openTo(service: 'opensearch' | 'neptune' = 'opensearch') {
  const reached: string[] = []
  const { port } = await startUpstream(({ method, url }, response) => {
    reached.push(`${method} ${url}`)
    response.end()
  })
  const { endpoint } = await openTestGate({ service, enginePort: () => port })
  return { endpoint, reached }
}

/** Sends a signed request byte by byte as it is. Returns all that comes back until the connection ends. */
async function sendOddly(endpoint: Endpoint, method: string, path: string): Promise<string> {
  const { hostname, port } = new URL(endpoint.url)
  const { headers = {} } = signWithAws4(endpoint, { method, path })
  const socket = connect({ host: hostname, port: Number(port), ca: endpoint.ca!, servername: 'localhost' })
  onTestFinished(() => void socket.destroy())
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\nconnection: close\r\n\r\n`)
  let reply = ''
  for await (const chunk of socket) reply += String(chunk)
  return reply
}

const served = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

test.each(served)('the method %s goes to the engine', async (method) => {
  const { endpoint, reached } = await openTo()
  expect(await sendOddly(endpoint, method, '/a')).toMatch(/^HTTP\/1\.1 200 /)
  expect(reached).toEqual([`${method} /a`])
})

/** All that Node's parser knows: TRACE, CONNECT, QUERY, those of WebDAV, UPnP and others. */
const others = METHODS.filter((method) => !served.includes(method))

test.each(others)('the method %s is rejected in the form of the service, and reaches no engine', async (method) => {
  const { endpoint, reached } = await openTo()
  const reply = await sendOddly(endpoint, method, '/a')
  expect(reply).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/)
  expect(reply).toContain('\r\nx-amzn-errortype: MethodNotAllowedException\r\n')
  expect(reply).toContain(`{"message":"The HTTP method ${method} is not supported."}`)
  expect(reached).toEqual([])
})

test.each(['TRACE', 'CONNECT', 'QUERY', 'PUT'])('a gate of Neptune rejects the method %s', async (method) => {
  const { endpoint, reached } = await openTo('neptune')
  expect(await sendOddly(endpoint, method, '/gremlin')).toMatch(/^HTTP\/1\.1 40[45] /)
  expect(reached).toEqual([])
})

test.each(['MADEUP', 'get', 'G\tET'])('the method %j is rejected by the HTTP parser', async (method) => {
  const { endpoint, reached } = await openTo()
  expect(await sendOddly(endpoint, method, '/a')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(reached).toEqual([])
})

test.each(['*', 'http://example.com/a', 'example.com:443'])(
  "the target '%s' is rejected in the form of the service",
  async (path) => {
    const { endpoint, reached } = await openTo()
    expect(await sendOddly(endpoint, 'OPTIONS', path)).toMatch(/^HTTP\/1\.1 40[03] /)
    expect(reached).toEqual([])
  },
)
