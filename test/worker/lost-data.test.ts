import { expect, test } from 'vitest'
import type { JoinedRun } from '../../src/contracts/provided-run.ts'
import { call, identify, openTestGate, startUpstream } from '../gate/open-test-gate.ts'
import { openWorker } from './open-worker.ts'

const message = 'The engine has ended, and another takes its place.'
const bulk = { method: 'POST', path: '/_bulk', body: '{}\n' }

/** A worker behind a gate whose engine can be replaced; there is nothing in the engine. */
async function openBehindGate(isolation: JoinedRun['isolation'], answer: () => string = () => '{}') {
  const upstream = await startUpstream((_, response) =>
    response.setHeader('content-type', 'application/json').end(answer()),
  )
  const gate = await openTestGate({
    service: 'opensearch',
    enginePort: () => upstream.port,
    identities: () => [identify('AKIDWORKER1')!],
  })
  const opensearch = { endpoint: gate.endpoint, hasGate: true, notesChanges: true, sources: {} }
  const worker = openWorker({ isolation, opensearch })
  const write = async () => (await call(gate.endpoint, bulk)).status
  const replace = () => gate.replaceEngine(message, Promise.resolve())
  return { gate, worker, write, replace }
}

test.for(['exclusive', 'partition'] as const)(
  'all tests that run while their engine is replaced have lost data, and later tests have not, at level %s',
  async (isolation) => {
    const { worker, write, replace } = await openBehindGate(isolation)
    for (const id of ['first', 'second', 'third']) await worker.tests.begin(id)
    expect(await write()).toBe(200)
    replace()
    expect(await write()).toBe(500)
    await Promise.all([worker.tests.end('first'), worker.tests.end('second')])
    expect(['first', 'second', 'third'].map((id) => worker.tests.hasLostData(id))).toEqual([true, true, true])
    // The next test need not wait until the last of them has ended.
    await worker.tests.begin('next')
    expect(await write()).toBe(200)
    await worker.tests.end('third')
    await worker.tests.end('next')
    expect(['third', 'next'].map((id) => worker.tests.hasLostData(id))).toEqual([false, false])
  },
)

test.for(['exclusive', 'partition'] as const)(
  'the data of a test is removed from the engine that replaced its own, at level %s',
  async (isolation) => {
    let replace = () => {}
    const { worker, write, ...parts } = await openBehindGate(isolation, () => {
      replace()
      return '{}'
    })
    await worker.tests.begin('first')
    expect(worker.tests.scopeOf('first').indexPrefix).toBe('vaf-tests-w1-t1-')
    await write()
    // The replacement happens during the removal: its first request is answered, the others are rejected.
    replace = () => {
      replace = () => {}
      parts.replace()
    }
    await worker.tests.end('first')
    expect(worker.tests.hasLostData('first')).toBe(true)
    expect(await write()).toBe(200)
  },
)

test('after the engine of a seeded file was replaced its further tests fail, also where nothing had changed since the seed', async () => {
  const { worker, write, replace } = await openBehindGate('exclusive')
  await worker.seeding.run(write)
  await worker.tests.begin('first')
  await worker.tests.end('first')
  await worker.tests.begin('second')
  replace()
  expect(await write()).toBe(500)
  await worker.tests.end('second')
  expect(worker.tests.hasLostData('second')).toBe(true)
  await expect(worker.tests.begin('third')).rejects.toMatchObject({
    ...{ code: 'AWS_FIXTURE_NAMESPACE', message: expect.stringContaining('seed()') },
  })
  await worker.dropSeeds()
  await worker.tests.begin('of the next file')
  await worker.tests.end('of the next file')
})
