import { expect, onTestFinished, test } from 'vitest'
import { connectGremlin } from '../../../src/clients/gremlin/client.ts'
import * as messages from '../../../src/preflight/service/messages.ts'
import { driverWarnings, probeNeptune } from '../../../src/preflight/service/probe-neptune.ts'
import { type GraphServerOptions, refuse, startGraphServer } from '../../clients/graph-server.ts'
import { type Answer, numbered, sdkAuthorization } from '../../clients/tls-server.ts'
import { rejection } from './validation-scenario.ts'

const user = 'arn:aws:iam::111122223333:user/ci'
const credentials = async () => numbered(1)

async function neptune(status: unknown, options: GraphServerOptions = {}, code = 200, answer?: Answer) {
  const body = typeof status === 'string' ? status : JSON.stringify(status)
  const server = await startGraphServer(options, answer ?? ((response) => response.writeHead(code).end(body)))
  const connection = connectGremlin({ endpoint: server.endpoint, credentials })
  onTestFinished(() => connection.close())
  return { ...server, connection }
}

const healthy = { status: 'healthy', role: 'writer', gremlin: { version: 'tinkerpop-3.7.1' } }

const denied = (action: string) =>
  JSON.stringify({
    code: 'AccessDeniedException',
    detailedMessage: `User: ${user} is not authorized to perform: ${action} on resource: arn:aws:neptune-db:eu-west-1:111122223333:cluster-ABC/*`,
  })
test('the probe accepts a Neptune that is healthy and answers a traversal', async () => {
  const { connection, asked, requests, endpoint } = await neptune(healthy)
  expect(await probeNeptune(connection, '3.7.4')).toEqual({ version: '3.7.1', role: 'writer', warnings: [] })
  expect(asked).toEqual(['traversal/inject'])
  expect(requests.map(({ url }) => url)).toEqual(['/status'])
  expect(requests[0]?.headers.host).toBe(endpoint.signingHost)
  expect(requests[0]?.headers.authorization).toBe(await sdkAuthorization(requests[0]!, endpoint, numbered(1)))
})

test('the probe rejects a Neptune that is not healthy', async () => {
  const { connection, endpoint } = await neptune({ ...healthy, status: 'recovery' })
  await expect(probeNeptune(connection, '3.7.4')).rejects.toMatchObject(rejection(endpoint, [endpoint.url, 'recovery']))
})

test.for(['<html>', '{"status":"healthy"}', 'null', '[]'])(
  'the probe rejects %s in the place of a status of Neptune',
  async (answer) => {
    const { connection, endpoint } = await neptune(answer)
    await expect(probeNeptune(connection, '3.7.4')).rejects.toMatchObject(
      rejection(endpoint, [`${endpoint.url}/status`, `Last seen: ${answer}`, 'the port']),
    )
  },
)

test('the probe rejects a Neptune at which nobody listens', async () => {
  const { server, connection, endpoint } = await neptune(healthy)
  server.close()
  server.closeAllConnections()
  await expect(probeNeptune(connection, '3.7.4')).rejects.toMatchObject(
    rejection(endpoint, [`${endpoint.url}/status`, `connect ECONNREFUSED ${endpoint.signingHost}`, 'security group'], {
      cause: expect.objectContaining({ code: 'ECONNREFUSED' }),
    }),
  )
})

test('the probe accepts a Neptune whose status this identity may not see, where it may query, and warns', async () => {
  const { connection, asked, endpoint } = await neptune(denied('neptune-db:GetEngineStatus'), {}, 403)
  expect(await probeNeptune(connection, '3.7.4')).toEqual({ warnings: [messages.statusNotShown(endpoint.signingHost)] })
  expect(asked).toEqual(['traversal/inject'])
  // Whether iterate() ends by none() or by discard() depends on the version, which the status would show.
  await connection.g.inject(1).iterate()
  expect(asked).toEqual(['traversal/inject', 'traversal/inject.none'])
})

test('the probe rejects a Neptune that denies everything, and names the actions to allow', async () => {
  const { connection, endpoint } = await neptune(
    denied('neptune-db:GetEngineStatus'),
    { upgrade: (_accept, socket) => refuse(socket, 403, denied('neptune-db:ReadDataViaQuery')) },
    403,
  )
  const actions = ['Read', 'Write', 'Delete'].map((does) => `neptune-db:${does}DataViaQuery`)
  await expect(probeNeptune(connection, '3.7.4')).rejects.toMatchObject(
    rejection(
      endpoint,
      [`${endpoint.url}/gremlin`, '403', denied('neptune-db:ReadDataViaQuery'), user, ...actions, 'neptune-db:connect'],
      { status: 403 },
    ),
  )
})

test('the probe rejects a Neptune that has a status and rejects connections', async () => {
  const { connection, endpoint } = await neptune(healthy, {
    upgrade: (_accept, socket) => refuse(socket, 429, 'too many'),
  })
  await expect(probeNeptune(connection, '3.7.4')).rejects.toMatchObject(
    rejection(endpoint, [`${endpoint.url}/gremlin`, '429', 'too many'], { status: 429 }),
  )
})

test('the probe rejects a Neptune that has a status and closes connections', async () => {
  const { connection, endpoint } = await neptune(healthy, { upgrade: (_accept, socket) => socket.destroy() })
  await expect(probeNeptune(connection, '3.7.4')).rejects.toMatchObject(
    rejection(endpoint, [endpoint.url, 'socket hang up', 'security group']),
  )
})

test('the probe rejects a Neptune that answers a traversal wrongly', async () => {
  const { connection, endpoint } = await neptune(healthy, { answer: 2 })
  await expect(probeNeptune(connection, '3.7.4')).rejects.toMatchObject(
    rejection(endpoint, [endpoint.url, 'g.inject(1) answered 2']),
  )
})

test('an abort stops the probe of a Neptune at once, before it, at its status and at its traversal', async () => {
  const reason = new Error('The run was interrupted.')
  const ofStatus = new AbortController()
  const status = await neptune('', {}, 200, () => ofStatus.abort(reason))
  await expect(probeNeptune(status.connection, '3.7.4', ofStatus.signal)).rejects.toBe(reason)

  const ofTraversal = new AbortController()
  const traversal = await neptune(healthy, { upgrade: () => ofTraversal.abort(reason) })
  await expect(probeNeptune(traversal.connection, '3.7.4', ofTraversal.signal)).rejects.toBe(reason)
  await expect(probeNeptune(traversal.connection, '3.7.4', AbortSignal.abort(reason))).rejects.toBe(reason)
})

test.for<[string, string, string[]]>([
  ['3.7.4', '3.7.1', []],
  ['3.8.2', '3.8.0', []],
  ['3.8.2', '3.7.5', [messages.discardIsUnknown('3.8.2', '3.7.5')]],
  ['3.7.4', '3.6.2', [messages.driverIsNewer('3.7.4', '3.6.2')]],
  ['3.7.4', '3.8.0', [messages.driverIsOlder('3.7.4', '3.8.0')]],
])(
  'the probe of a Neptune with driver %s and server %s gives the warning for their minor versions',
  ([driver, server, warnings]) => {
    expect(driverWarnings(driver, server)).toEqual(warnings)
  },
)
