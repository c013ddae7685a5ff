import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { JoinedRun, ProvidedNeptune } from '../../src/contracts/provided-run.ts'
import { seed } from '../../src/worker/fixtures/seed.ts'
import { TestAttempts } from '../../src/worker/test-attempts.ts'
import { setWorker } from '../../src/worker/worker-registry.ts'
import { openWorker } from './open-worker.ts'

const neptune = (loading: 'io' | 'steps'): ProvidedNeptune => ({
  endpoint: { service: 'neptune', url: 'https://127.0.0.1:9', region: 'eu-west-1', signingHost: 'localhost' },
  ...{ version: '3.7.5', hasGate: false, notesChanges: false, loading },
})

const byUser = { code: 'AWS_FIXTURE_NAMESPACE', fault: 'user' }

test.for([
  ["at isolation level 'partition'", { isolation: 'partition', neptune: neptune('io') }],
  ["on target 'aws'", { neptune: neptune('steps') }],
] as const)('a seed of the graph is rejected where nothing would restore the graph: %s', ([where, services]) => {
  expect(() => openWorker(services).seeding.assertKeepsGraph()).toThrow(
    expect.objectContaining({
      ...{ code: 'AWS_FIXTURE_NAMESPACE', fault: 'user', resource: 'graph' },
      message: expect.stringContaining(where),
    }),
  )
})

test('a seed is rejected while tests of its file run', async () => {
  const worker = openWorker()
  await worker.tests.begin('one')
  await expect(worker.seeding.run(() => {})).rejects.toMatchObject(byUser)
  await worker.tests.end('one')
  await worker.seeding.run(() => {})
})

test('a seed inside a test is rejected, because Vitest would never run it', async () => {
  const worker = openWorker()
  setWorker({ run: worker, attempts: new TestAttempts(worker) })
  onTestFinished(() => setWorker(undefined))
  await worker.tests.begin('one')
  expect(() => seed(() => {})).toThrow(expect.objectContaining(byUser))
  await worker.tests.end('one')
})

test('a second seed is rejected while one runs', async () => {
  const { seeding } = openWorker()
  const { promise, resolve } = Promise.withResolvers<void>()
  const first = seeding.run(() => promise)
  await expect(seeding.run(() => {})).rejects.toMatchObject({
    ...byUser,
    message: expect.stringContaining('sequence.hooks'),
  })
  resolve()
  await first
  await seeding.run(() => {})
})

test('a seed that throws fails with its own error, and the next seed can run', async () => {
  const { seeding } = openWorker()
  await expect(seeding.run(() => Promise.reject(new Error('no such book')))).rejects.toThrow('no such book')
  await seeding.run(() => {})
})

test('a seed whose fixtures could not be set up does not keep tests from the graph', async () => {
  const worker = openWorker()
  const scope = await worker.seeding.scope()
  expect(scope.indexPrefix).toBe('vaf-tests-w1-')
  await worker.tests.begin('one')
  await worker.tests.end('one')
  expect(await worker.seeding.scope()).not.toBe(scope)
})

/** A server that accepts connections and never answers. */
async function silence(): Promise<string> {
  const server = createServer((socket) => onTestFinished(() => void socket.destroy())).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a seed that does not await its requests fails, because its data was cut', async () => {
  const endpoint = {
    service: 'opensearch',
    url: await silence(),
    region: 'eu-west-1',
    signingHost: 'localhost',
  } as const
  const opensearch = { endpoint, version: '2.19.1', hasGate: true, notesChanges: true, sources: {} }
  const { seeding } = openWorker({ opensearch } as Pick<JoinedRun, 'opensearch'>)
  const seeded = seeding.run(async () => {
    const client = await (await seeding.scope()).opensearch()
    client.index({ index: 'films', body: {} }).catch(() => {})
  })
  await expect(seeded).rejects.toMatchObject({ ...byUser, message: expect.stringContaining('await') })
})
