import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ProvidedNeptune } from '../../src/contracts/provided-run.ts'
import { testAt } from '../../src/contracts/test-notes.ts'
import { ownFolder } from '../support/filled-cache.ts'
import { openWorker } from './open-worker.ts'

const neptune = (leaseFile?: string): ProvidedNeptune => ({
  endpoint: { service: 'neptune', url: 'https://127.0.0.1:9', region: 'eu-west-1', signingHost: 'localhost' },
  ...{ version: '3.7.5', hasGate: false, notesChanges: false, loading: 'steps' },
  ...(leaseFile !== undefined && { leaseFile }),
})

test('a worker names its indices for its run and its slot, and signs with the credentials of that slot', async () => {
  const worker = openWorker({ id: 'vaf-3f9c2', slot: 2 })
  expect(worker.indexPrefix).toBe('vaf-3f9c2-w2-')
  expect(await worker.credentials()).toEqual(worker.identity)
  expect(worker.identity?.accessKeyId).not.toBe(openWorker({ slot: 1 }).identity?.accessKeyId)
})

test('a worker has the graph that all workers share until it is closed, and then the next worker has it', async () => {
  const shared = neptune(join(await ownFolder(), 'graph.lease'))
  const [one, two] = [openWorker({ slot: 1, neptune: shared }), openWorker({ slot: 2, neptune: shared })]
  await one.acquireGraph()
  let isAcquired = false
  const acquired = two.acquireGraph().then(() => {
    isAcquired = true
  })
  // A free lease is acquired at once, so the other worker would have acquired it by then.
  await openWorker({ neptune: neptune(join(await ownFolder(), 'graph.lease')) }).acquireGraph()
  one.assertGraphHeld()
  expect(isAcquired).toBe(false)
  await one.close()
  await acquired
  two.assertGraphHeld()
})

test('workers with a graph each do not wait for each other', async () => {
  const workers = [1, 2].map((slot) => openWorker({ slot, neptune: neptune() }))
  for (const worker of workers) await worker.acquireGraph()
  for (const worker of workers) worker.assertGraphHeld()
})

test('a worker without services can be emptied and closed', async () => {
  const worker = openWorker()
  await worker.tests.begin('a')
  await worker.tests.end('a')
  await worker.namespace.clean()
  await worker.dropSeeds()
  await worker.close()
})

test('a worker notes in the folder of the run which test it runs, and that the test has ended', async () => {
  const directory = await ownFolder()
  const worker = openWorker({ slot: 1, directory })
  worker.notes?.beginFile('films.test.ts')
  const before = Date.now()
  expect(testAt(directory, 1, before)).toBe('"films.test.ts" outside of its tests')
  await worker.tests.begin('a', { name: 'films.test.ts > a' })
  expect(testAt(directory, 1, Date.now())).toBe('"films.test.ts > a"')
  await worker.tests.end('a')
  await worker.tests.begin('b', { name: 'films.test.ts > b' })
  expect(testAt(directory, 1, Date.now())).toContain('"films.test.ts > b"')
  expect(openWorker({ slot: 2 }).notes).toBeUndefined()
})
