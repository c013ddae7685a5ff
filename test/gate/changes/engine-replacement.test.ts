import { expect, test } from 'vitest'
import { EngineReplacement, TOO_SHORT_MS } from '../../../src/gate/changes/engine-replacement.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const lost = { reason: 'engine-replaced', sentence: 'It has ended.' }

test('the requests of a worker whose namespace was lost are rejected until it asks, and then it is told of the loss', async () => {
  const replacement = new EngineReplacement()
  replacement.start([1], 'It has ended.', Promise.resolve())
  expect(await replacement.admit(1, 'The engine')).toMatchObject(lost)
  expect(await replacement.admit(1, 'The engine')).toMatchObject(lost)
  expect(await replacement.admit(2, 'The engine')).toBeUndefined()
  expect(replacement.restore(1)).toBe(true)
  expect(replacement.restore(1)).toBe(false)
  expect(await replacement.admit(1, 'The engine')).toBeUndefined()
})

test('a request is named by its worker, and by the test that the worker ran when it sent the request', () => {
  const asked: unknown[] = []
  const replacement = new EngineReplacement({
    testAt: (worker, at) => {
      asked.push([worker, typeof at])
      return worker === 1 ? '"a > b"' : undefined
    },
  })
  replacement.begin(1, `POST /_bulk ${'x'.repeat(500)}`)
  replacement.begin(2, 'GET /')
  expect(replacement.underWay()).toEqual([
    `worker 1, in test "a > b": POST /_bulk ${'x'.repeat(88)}`,
    'worker 2: GET /',
  ])
  expect(asked).toEqual([
    [1, 'number'],
    [2, 'number'],
  ])
})

test('the three requests that have waited longest are named where many are under way', () => {
  const asked: number[] = []
  const testAt = (worker: number) => void asked.push(worker)
  const replacement = new EngineReplacement({ testAt })
  for (let worker = 1; worker <= 1_000; worker += 1) replacement.begin(worker, 'GET /')
  expect(replacement.underWay()).toEqual(['worker 1: GET /', 'worker 2: GET /', 'worker 3: GET /'])
  expect(asked).toEqual([1, 2, 3])
})

test('a request that failed counts for two seconds unless it was sent just before, and is then forgotten', async () => {
  const clock = new FakeClock()
  const replacement = new EngineReplacement({ clock })
  const [answered, failed] = [replacement.begin(1, 'GET /a'), replacement.begin(1, 'GET /b')]
  await clock.advance(TOO_SHORT_MS)
  const late = replacement.begin(1, 'GET /c')
  answered(false)
  failed(true)
  late(true)
  await clock.advance(1_999)
  expect(replacement.underWay()).toEqual(['worker 1: GET /b'])
  await clock.advance(1)
  expect(replacement.underWay()).toEqual([])
  expect(clock.pendingTimers).toBe(0)
})

test('a request waits 20 seconds for the next engine, and leaves no timer where the engine comes before that', async () => {
  const clock = new FakeClock()
  const replacement = new EngineReplacement({ clock })
  let isReady = () => {}
  const ready = new Promise<void>((resolve) => {
    isReady = resolve
  })
  replacement.start([], 'It has ended.', ready)
  const admitted = replacement.admit(1, 'The engine')
  await clock.advance(20_000)
  expect(await admitted).toMatchObject({ reason: 'not-ready', sentence: 'The engine is still starting.' })
  const next = replacement.admit(1, 'The engine')
  isReady()
  expect(await next).toBeUndefined()
  expect(clock.pendingTimers).toBe(0)
})

test('the rejection of a request after its engine was lost says which tests run again', async () => {
  const replacement = new EngineReplacement()
  replacement.start([1], 'It has ended.', Promise.resolve())
  expect((await replacement.admit(1, 'The engine'))?.explanation).toBe(
    'What the tests of this worker that run now had written is lost; datasets are there again. Those that fail are run again once; a test with retries of its own has those instead.',
  )
})
