import { expect, onTestFinished, test } from 'vitest'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import { connectGremlin } from '../../src/clients/gremlin/client.ts'
import { sendSigned } from '../../src/clients/signed-request.ts'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { workerCredentials } from '../../src/contracts/worker-credentials.ts'
import { DaemonConnection } from '../../src/daemon/client/daemon-connection.ts'
import type { OpenedRun } from '../../src/daemon/protocol.ts'
import { daemonOfFile, ownDaemons } from './own-daemons.ts'

const ofFile = daemonOfFile()

let runs = 0

/** A run with Neptune and two workers, over a connection of its own. */
async function open(): Promise<{ connection: DaemonConnection; opened: OpenedRun }> {
  const connection = await DaemonConnection.open(ofFile.daemon.directory)
  onTestFinished(() => connection.close())
  const options = resolveLocalOptions({ neptune: { engineVersion: '1.4.5.0' }, region: 'eu-west-1' }, ofFile.base)
  const opened = await connection.ask('open', { id: `vaf-test${++runs}`, options, workers: 2 })
  return { connection, opened }
}

/** The graph of the first worker of a run. */
function graphOf({ provided }: OpenedRun) {
  const connection = connectGremlin({
    endpoint: provided.neptune!.endpoint,
    credentials: workerCredentials(provided, 1),
  })
  onTestFinished(() => connection.close())
  return connection.g
}

test('a gate reports the version that was asked for, and names the worker whose secret or token was mixed up', async () => {
  const { opened } = await open()
  const { endpoint } = opened.provided.neptune!
  const one = await workerCredentials(opened.provided, 1)()
  const two = await workerCredentials(opened.provided, 2)()
  const status = (credentials: AwsCredentials) => sendSigned({ endpoint, credentials, method: 'GET', path: '/status' })
  expect(await status(one)).toMatchObject({
    status: 200,
    body: expect.stringContaining('"dbEngineVersion":"1.4.5.0"'),
  })
  expect(await status({ ...one, secretAccessKey: two.secretAccessKey })).toMatchObject({
    status: 403,
    body: expect.stringContaining(
      'The secret differs: the access key is that of worker 1, and the secret that of worker 2.',
    ),
  })
  expect(await status({ ...one, sessionToken: two.sessionToken! })).toMatchObject({
    status: 403,
    body: expect.stringContaining('The session token does not belong to the access key: it is that of worker 2.'),
  })
})

test('runs share an engine, each with graphs and credentials of its own', async () => {
  const [first, second] = [await open(), await open()]
  expect(second.opened.engines).toEqual(first.opened.engines)
  await graphOf(first.opened).addV('a').next()
  expect((await graphOf(first.opened).V().count().next()).value).toBe(1)
  expect((await graphOf(second.opened).V().count().next()).value).toBe(0)

  const { endpoint } = second.opened.provided.neptune!
  const foreign = await workerCredentials(first.opened.provided, 1)()
  const refused = await sendSigned({ endpoint, credentials: foreign, method: 'GET', path: '/status' })
  expect(refused).toMatchObject({ status: 403, body: expect.stringContaining("is none of this run's") })
})

test('the leftovers of a run in its graphs are gone when the run is closed, also where its client has just disappeared', async () => {
  const first = await open()
  await graphOf(first.opened).addV('a').next()
  expect(await first.connection.ask('close', {})).toEqual({
    removed: [
      `graphs and gate of the Neptune stand-in, ${first.opened.provided.id}`,
      `folder of ${first.opened.provided.id}`,
    ],
    failures: [],
  })

  const second = await open()
  expect((await graphOf(second.opened).V().count().next()).value).toBe(0)
  await graphOf(second.opened).addV('a').next()
  second.connection.close()

  const watcher = await DaemonConnection.open(ofFile.daemon.directory)
  onTestFinished(() => watcher.close())
  await expect.poll(async () => (await watcher.ask('status', {})).runs, { timeout: 10_000 }).toEqual([])
  const third = await open()
  expect(third.opened.engines).toEqual(first.opened.engines)
  expect((await graphOf(third.opened).V().count().next()).value).toBe(0)
})

test('the engines that a run has started are warmed up when it has ended, and the next run finds nothing left of the warm-up', async () => {
  const own = await ownDaemons()
  onTestFinished(() => own.end())
  const { directory } = await own.obtain({ purpose: { Node: 'v24.0.1' } })
  const openIn = async (id: string) => {
    const connection = await DaemonConnection.open(directory)
    onTestFinished(() => connection.close())
    const opened = await connection.ask('open', {
      id,
      options: resolveLocalOptions({ neptune: true }, own.base),
      workers: 1,
    })
    return { connection, opened }
  }
  const first = await openIn('vaf-first')
  first.connection.close()
  // While the warm-up is under way, or before it, or after it: it cannot be told, and makes no difference.
  for (let turn = 1; turn <= 3; turn += 1) {
    const { connection, opened } = await openIn(`vaf-next${turn}`)
    expect(opened.engines).toEqual(first.opened.engines)
    expect((await graphOf(opened).V().count().next()).value).toBe(0)
    expect(await connection.ask('close', {})).toMatchObject({ failures: [] })
    connection.close()
  }
  const watcher = await DaemonConnection.open(directory)
  onTestFinished(() => watcher.close())
  const engine = async () => (await watcher.ask('status', {})).engines[0]?.runs
  await expect.poll(engine, { timeout: 20_000 }).toBe(0)
  await watcher.ask('end', {})
})
