import { expect, onTestFinished, test } from 'vitest'
import type { Endpoint } from '../../../src/base/endpoint.ts'
import { connectGremlin } from '../../../src/clients/gremlin/client.ts'
import { createOpenSearchClient } from '../../../src/clients/opensearch/client.ts'
import { driverWarnings, probeNeptune } from '../../../src/preflight/service/probe-neptune.ts'
import { probeOpenSearch } from '../../../src/preflight/service/probe-opensearch.ts'
import { type GraphServerOptions, refuse, startGraphServer } from '../../clients/graph-server.ts'
import { PauselessClock } from '../../clients/pauseless-clock.ts'
import { type Answer, numbered, sdkAuthorization, startTlsServer } from '../../clients/tls-server.ts'

const credentials = async () => numbered(1)
const refusal = (endpoint: Endpoint, lines: (string | undefined)[], more: object = {}) => ({
  name: 'ClientRejectedError',
  code: 'AWS_FIXTURE_CLIENT_REJECTED',
  endpoint: endpoint.url,
  message: lines.join('\n'),
  ...more,
})

async function openSearch(answer: Answer) {
  const { endpoint } = await startTlsServer('opensearch', answer)
  const client = createOpenSearchClient({ endpoint, credentials, clock: new PauselessClock() })
  onTestFinished(() => client.close())
  return { endpoint, client }
}

const info = (version: object) => JSON.stringify({ name: 'node', version })
const engine = { distribution: 'opensearch', number: '2.19.1' }

async function neptune(status: unknown, options: GraphServerOptions = {}, code = 200, answer?: Answer) {
  const body = typeof status === 'string' ? status : JSON.stringify(status)
  const server = await startGraphServer(options, answer ?? ((response) => response.writeHead(code).end(body)))
  const connection = connectGremlin({ endpoint: server.endpoint, credentials })
  onTestFinished(() => connection.close())
  return { ...server, connection }
}

const healthy = { status: 'healthy', role: 'writer', gremlin: { version: 'tinkerpop-3.7.1' } }

test('accepts the expected OpenSearch engine, of the expected or any version', async () => {
  const { client, endpoint } = await openSearch((response) => response.end(info(engine)))
  expect(await probeOpenSearch(client, { endpoint, version: '2.19.1' })).toEqual({ version: '2.19.1', warnings: [] })
  expect(await probeOpenSearch(client, { endpoint })).toEqual({ version: '2.19.1', warnings: [] })
})

test('takes any patch of the expected version, where no patch was asked for, and no other version', async () => {
  const { client, endpoint } = await openSearch((response) => response.end(info(engine)))
  expect(await probeOpenSearch(client, { endpoint, version: '2.19' })).toEqual({ version: '2.19.1', warnings: [] })
  for (const version of ['2.1', '2.19.1.0', '2.190', '3']) {
    await expect(probeOpenSearch(client, { endpoint, version })).rejects.toThrow(
      `Expected opensearch ${version}, got opensearch 2.19.1.`,
    )
  }
})

test.for<[string, string, string, string]>([
  [
    'another version',
    info({ ...engine, number: '2.18.0' }),
    'Expected opensearch 2.19.1, got opensearch 2.18.0.',
    'Check the address, and the engine version in the options.',
  ],
  [
    'another engine',
    info({ distribution: 'elsewhere', number: '2.19.1' }),
    'Expected opensearch 2.19.1, got elsewhere 2.19.1.',
    'Check the address, and the engine version in the options.',
  ],
  [
    'an engine that hides itself',
    info({ number: '7.10.2' }),
    'Expected opensearch 2.19.1, got an unknown engine 7.10.2.',
    'A domain in compatibility mode hides what it runs: set override_main_response_version to false.',
  ],
  [
    'something else',
    '{"hello":"world"}',
    'Expected opensearch 2.19.1, got an unknown engine.',
    'Check the address, and the engine version in the options.',
  ],
])('refuses %s in the place of OpenSearch', async ([, answer, seen, remedy]) => {
  const { client, endpoint } = await openSearch((response) => response.end(answer))
  await expect(probeOpenSearch(client, { endpoint, version: '2.19.1' })).rejects.toMatchObject(
    refusal(endpoint, [`It is not the expected engine that answers at ${endpoint.url}.`, seen, remedy]),
  )
})

test('refuses an OpenSearch that refuses the signature, with its text and what to check', async () => {
  for (const [body, text] of [
    ['{"message":"No."}', 'AccessDeniedException: No.'],
    ['', 'AccessDeniedException: (no text)'],
  ] as const) {
    const { client, endpoint } = await openSearch((response) => response.writeHead(403).end(body))
    await expect(probeOpenSearch(client, { endpoint })).rejects.toMatchObject(
      refusal(
        endpoint,
        [
          `${endpoint.url} rejected GET / with 403.`,
          text,
          forbidden('opensearch', 'eu-west-1', endpoint.signingHost, ''),
        ],
        { status: 403, cause: expect.objectContaining({ name: 'ResponseError' }) },
      ),
    )
  }
})

test('refuses an OpenSearch that is not ready, overloaded or not there', async () => {
  for (const [status, remedy] of [
    [503, 'The engine behind the endpoint is not ready, or it has stopped.'],
    [429, 'The domain has too many requests. Wait, or choose a larger instance type.'],
  ] as const) {
    const { client, endpoint } = await openSearch((response) => response.writeHead(status).end('{"message":"no"}'))
    await expect(probeOpenSearch(client, { endpoint })).rejects.toMatchObject(
      refusal(
        endpoint,
        [
          `The OpenSearch client got no good answer at ${endpoint.url}.`,
          `Last seen: ${status} {"message":"no"}`,
          remedy,
        ],
        { status },
      ),
    )
  }
  const { client, endpoint } = await openSearch((response) => response.destroy())
  await expect(probeOpenSearch(client, { endpoint })).rejects.toMatchObject(
    refusal(endpoint, [
      `The OpenSearch client got no good answer at ${endpoint.url}.`,
      'Last seen: socket hang up',
      'Check the address, and that every security group, proxy and tunnel on the way lets the connection through.',
    ]),
  )
})

test('accepts a Neptune that is healthy and answers a traversal', async () => {
  const { connection, asked, requests, endpoint } = await neptune(healthy)
  expect(await probeNeptune(connection, '3.7.4')).toEqual({ version: '3.7.1', role: 'writer', warnings: [] })
  expect(asked).toEqual(['traversal/inject'])
  expect(requests.map(({ url }) => url)).toEqual(['/status'])
  expect(requests[0]?.headers.host).toBe(endpoint.signingHost)
  expect(requests[0]?.headers.authorization).toBe(await sdkAuthorization(requests[0]!, endpoint, numbered(1)))
})

test('refuses a Neptune that is not healthy', async () => {
  const { connection, endpoint } = await neptune({ ...healthy, status: 'recovery' })
  await expect(probeNeptune(connection, '3.7.4')).rejects.toMatchObject(
    refusal(endpoint, [
      `Neptune at ${endpoint.url} is not healthy.`,
      'Last seen: recovery',
      'Wait until the instance has recovered.',
    ]),
  )
})

test('refuses a Neptune whose status is absent or somebody else', async () => {
  for (const answer of ['<html>', '{"status":"healthy"}', 'null', '[]']) {
    const { connection, endpoint } = await neptune(answer)
    await expect(probeNeptune(connection, '3.7.4')).rejects.toMatchObject(
      refusal(endpoint, [
        `GET ${endpoint.url}/status did not answer as Neptune does.`,
        `Last seen: ${answer}`,
        'Check the address and the port.',
      ]),
    )
  }
  const { server, connection, endpoint } = await neptune(healthy)
  server.close()
  server.closeAllConnections()
  await expect(probeNeptune(connection, '3.7.4')).rejects.toMatchObject(
    refusal(
      endpoint,
      [
        `GET ${endpoint.url}/status got no answer.`,
        `Last seen: connect ECONNREFUSED ${endpoint.signingHost}`,
        'Check the address, and that every security group, proxy and tunnel on the way lets the connection through.',
      ],
      { cause: expect.objectContaining({ code: 'ECONNREFUSED' }) },
    ),
  )
})

const denied = (action: string) =>
  JSON.stringify({
    code: 'AccessDeniedException',
    detailedMessage: `User: arn:aws:iam::111122223333:user/ci is not authorized to perform: ${action} on resource: arn:aws:neptune-db:eu-west-1:111122223333:cluster-ABC/*`,
  })
const neptuneHint =
  'Allow arn:aws:iam::111122223333:user/ci in an IAM policy what a run needs: neptune-db:DeleteDataViaQuery, neptune-db:GetEngineStatus, neptune-db:ReadDataViaQuery, neptune-db:WriteDataViaQuery. ' +
  'Since engine 1.2.0.0 the action neptune-db:connect is not enough. A change of a policy takes up to 10 minutes to take effect.'

test('accepts a Neptune whose status this identity may not see, where it may query, and warns', async () => {
  const { connection, asked, endpoint } = await neptune(denied('neptune-db:GetEngineStatus'), {}, 403)
  expect(await probeNeptune(connection, '3.7.4')).toEqual({
    warnings: [
      `${endpoint.signingHost} does not let this identity see its status (neptune-db:GetEngineStatus): whether it writes and what it speaks was not looked at, and 'neptune.status()' fails in tests.`,
    ],
  })
  expect(asked).toEqual(['traversal/inject'])
  // What ends it would be asked of the status, too.
  await connection.g.inject(1).iterate()
  expect(asked).toEqual(['traversal/inject', 'traversal/inject.none'])
})

test('refuses a Neptune that lets this identity do nothing, and names the actions that took the place of connect', async () => {
  const { connection, endpoint } = await neptune(
    denied('neptune-db:GetEngineStatus'),
    { upgrade: (_accept, socket) => refuse(socket, 403, denied('neptune-db:ReadDataViaQuery')) },
    403,
  )
  await expect(probeNeptune(connection, '3.7.4')).rejects.toMatchObject(
    refusal(
      endpoint,
      [
        `${endpoint.url}/gremlin rejected the WebSocket upgrade with 403.`,
        denied('neptune-db:ReadDataViaQuery'),
        neptuneHint,
      ],
      { status: 403 },
    ),
  )
})

test('accepts an OpenSearch that knows who asks and does not show its version to it, and warns', async () => {
  const reason =
    'no permissions for [cluster:monitor/main] and User [name=arn:aws:iam::111122223333:user/ci, backend_roles=[], requestedTenant=null]'
  const { client, endpoint } = await openSearch((response) =>
    response.writeHead(403).end(JSON.stringify({ error: { type: 'security_exception', reason }, status: 403 })),
  )
  const unseen = `${endpoint.signingHost} does not let this identity see its version (cluster:monitor/main)`
  expect(await probeOpenSearch(client, { endpoint })).toEqual({ warnings: [`${unseen}.`] })
  expect(await probeOpenSearch(client, { endpoint, version: '2.19' })).toEqual({
    warnings: [`${unseen}, which therefore was not compared with 2.19.`],
  })
})

test('asks the nodes of a domain in compatibility mode what they are, and holds that against what is expected', async () => {
  const compatible = async (ofNodes: string, code = 200) =>
    openSearch((response, { url }) =>
      url.startsWith('/_nodes')
        ? response.writeHead(code).end(JSON.stringify({ nodes: { a: { version: ofNodes } } }))
        : response.end(info({ number: '7.10.2' })),
    )
  const { client, endpoint } = await compatible('2.19.0')
  const warning = `${endpoint.signingHost} is in compatibility mode: it says that it is 7.10.2, and is OpenSearch 2.19.0. Clients may take it for Elasticsearch, unless override_main_response_version is set to false.`
  for (const version of [undefined, '2.19']) {
    expect(await probeOpenSearch(client, { endpoint, version })).toEqual({ version: '2.19.0', warnings: [warning] })
  }
  await expect(probeOpenSearch(client, { endpoint, version: '2.17' })).rejects.toThrow(
    'Expected opensearch 2.17, got opensearch 2.19.0.\nCheck the address, and the engine version in the options.',
  )
  const elasticsearch = await compatible('7.10.2')
  await expect(probeOpenSearch(elasticsearch.client, elasticsearch)).rejects.toThrow(
    'Expected opensearch of any version, got an unknown engine 7.10.2.\nCheck the address, and the engine version in the options.',
  )
  const silent = await compatible('2.19.0', 403)
  await expect(probeOpenSearch(silent.client, silent)).rejects.toThrow(
    'got an unknown engine 7.10.2.\nA domain in compatibility mode hides what it runs: set override_main_response_version to false.',
  )
})

test('refuses a Neptune that has a status but takes no traversal, or does not answer it well', async () => {
  const refusing = await neptune(healthy, { upgrade: (_accept, socket) => refuse(socket, 429, 'too many') })
  await expect(probeNeptune(refusing.connection, '3.7.4')).rejects.toMatchObject(
    refusal(
      refusing.endpoint,
      [
        `${refusing.endpoint.url}/gremlin rejected the WebSocket upgrade with 429.`,
        'too many',
        'The instance has too many connections or requests. Close some connections, or wait.',
      ],
      { status: 429 },
    ),
  )
  const cutting = await neptune(healthy, { upgrade: (_accept, socket) => socket.destroy() })
  await expect(probeNeptune(cutting.connection, '3.7.4')).rejects.toMatchObject(
    refusal(cutting.endpoint, [
      `The Gremlin client got no good answer at ${cutting.endpoint.url}.`,
      'Last seen: socket hang up',
      'Check the address, and that every security group, proxy and tunnel on the way lets the connection through.',
    ]),
  )
  const wrong = await neptune(healthy, { answer: 2 })
  await expect(probeNeptune(wrong.connection, '3.7.4')).rejects.toMatchObject(
    refusal(wrong.endpoint, [
      `The Gremlin client got a wrong answer at ${wrong.endpoint.url}.`,
      'g.inject(1) answered 2.',
    ]),
  )
})

test('a probe stops at once when it is aborted', async () => {
  const reason = new Error('The run was interrupted.')
  const { client, endpoint } = await openSearch(() => run.abort(reason))
  const run = new AbortController()
  await expect(probeOpenSearch(client, { endpoint, signal: run.signal })).rejects.toBe(reason)

  const status = await neptune('', {}, 200, () => ofStatus.abort(reason))
  const ofStatus = new AbortController()
  await expect(probeNeptune(status.connection, '3.7.4', ofStatus.signal)).rejects.toBe(reason)

  const traversal = await neptune(healthy, { upgrade: () => ofTraversal.abort(reason) })
  const ofTraversal = new AbortController()
  await expect(probeNeptune(traversal.connection, '3.7.4', ofTraversal.signal)).rejects.toBe(reason)
  await expect(probeNeptune(traversal.connection, '3.7.4', AbortSignal.abort(reason))).rejects.toBe(reason)
})

test.for<[string, string, string[]]>([
  ['3.7.4', '3.7.1', []],
  ['3.8.2', '3.8.0', []],
  [
    '3.8.2',
    '3.7.5',
    [
      'the Gremlin driver of this project is 3.8.2, the server speaks TinkerPop 3.7.5: iterate() fails there with "Could not locate method: DefaultGraphTraversal.discard()". ' +
        'The fixtures cope; for clients of your own install gremlin 3.7.4.',
    ],
  ],
  [
    '3.7.4',
    '3.6.2',
    [
      'the Gremlin driver of this project is 3.7.4, the server speaks TinkerPop 3.6.2: steps that are newer than the server fail there.',
    ],
  ],
  [
    '3.7.4',
    '3.8.0',
    [
      'the Gremlin driver of this project is 3.7.4, the server speaks TinkerPop 3.8.0: iterate() fails there, because the step none() has changed its meaning. The fixtures cope; for clients of your own install a driver of its line.',
    ],
  ],
])('of driver %s at a server %s says what will go wrong', ([driver, server, warnings]) => {
  expect(driverWarnings(driver, server)).toEqual(warnings)
})
