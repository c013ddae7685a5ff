import { Agent } from 'node:https'
import { ExecuteGremlinQueryCommand, GetEngineStatusCommand, NeptunedataClient } from '@aws-sdk/client-neptunedata'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { connectGremlin } from '../../src/clients/gremlin/client.ts'
import { credentialsOf, openTestGate } from '../gate/open-test-gate.ts'
import { type RunningEngine, startEngine } from '../gate/start-engine.ts'

let engine: RunningEngine
beforeAll(async () => {
  engine = await startEngine('gremlin')
})
afterAll(() => engine?.stop())

/** The SDK's own client, signed by itself. */
async function connect() {
  const { endpoint } = await openTestGate({
    service: 'neptune',
    engine: () => engine.address,
    graph: {
      traversalSource: (worker) => `g${worker}`,
      status: () => ({ startTime: new Date(), gremlinVersion: engine.version }),
    },
  })
  const open = (worker: number, credentials = credentialsOf(worker)) => {
    const sdk = new NeptunedataClient({
      endpoint: endpoint.url,
      region: endpoint.region,
      credentials,
      requestHandler: new NodeHttpHandler({ httpsAgent: new Agent({ ca: endpoint.ca! }) }),
      maxAttempts: 1,
    })
    onTestFinished(() => sdk.destroy())
    return sdk
  }
  return { endpoint, open }
}

const query = (gremlinQuery: string) => new ExecuteGremlinQueryCommand({ gremlinQuery })

/** GraphSON without its types, where the server adds them. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  return typeof value === 'object' && value !== null && '@value' in value ? plain(value['@value']) : value
}

test('the SDK for Neptune reads and writes the graph of its worker, which the driver sees too', async () => {
  const { endpoint, open } = await connect()
  const [first, second] = [open(1), open(2)]
  const connection = connectGremlin({ endpoint, credentials: async () => credentialsOf(1) })
  onTestFinished(() => connection.close())
  await first.send(query("g.addV('airport').property('code', 'BOS').property('städte', 'Zürich / +%20')"))
  expect(await connection.g.V().values('code').toList()).toEqual(['BOS'])
  const { result, status, requestId } = await first.send(query("g.V().values('städte')"))
  expect(plain((result as { data: unknown }).data)).toEqual(['Zürich / +%20'])
  expect(status).toMatchObject({ code: 200 })
  expect(requestId).toEqual(expect.any(String))
  const other = await second.send(query('g.V().count()'))
  expect(plain((other.result as { data: unknown }).data)).toEqual([0])
})

test('the SDK for Neptune reads the status of an engine', async () => {
  const { open } = await connect()
  const { status, gremlin } = await open(1).send(new GetEngineStatusCommand({}))
  expect(status).toBe('healthy')
  expect(gremlin).toEqual({ version: 'tinkerpop-3.7.5' })
})

test('the SDK for Neptune gets the errors of the gate under their names', async () => {
  const { open } = await connect()
  await expect(open(1, { ...credentialsOf(1), secretAccessKey: 'other' }).send(query('g.V()'))).rejects.toMatchObject({
    name: expect.stringMatching(/AccessDenied/),
    $metadata: { httpStatusCode: 403 },
  })
})
