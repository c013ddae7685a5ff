import { expect, test } from 'vitest'
import { EngineReplacement } from '../../src/gate/engine-replacement.ts'

const lost = { reason: 'engine-replaced', sentence: 'It has ended.' }

test('a worker whose namespace was lost is refused until it looks, and learns then that it was', async () => {
  const replacement = new EngineReplacement()
  replacement.start([1], 'It has ended.', Promise.resolve())
  expect(await replacement.admit(1, 'The engine')).toMatchObject(lost)
  expect(await replacement.admit(1, 'The engine')).toMatchObject(lost)
  expect(await replacement.admit(2, 'The engine')).toBeUndefined()
  expect(replacement.restore(1)).toBe(true)
  expect(replacement.restore(1)).toBe(false)
  expect(await replacement.admit(1, 'The engine')).toBeUndefined()
})

test('one that looks once a file is refused once, so that its next tests go on', async () => {
  const replacement = new EngineReplacement(undefined, true)
  replacement.start([1], 'It has ended.', Promise.resolve())
  expect(await replacement.admit(1, 'The engine')).toMatchObject(lost)
  expect(await replacement.admit(1, 'The engine')).toBeUndefined()
})

test('a request is named by its worker, and by the test that it was at when it asked', () => {
  const asked: unknown[] = []
  const replacement = new EngineReplacement((worker, at) => {
    asked.push([worker, typeof at])
    return worker === 1 ? '"a > b"' : undefined
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
