import { expect, test } from 'vitest'
import { ChangesOutsidePrefix } from '../../../src/gate/changes/changes-outside-prefix.ts'
import { FakeClock } from '../../support/fake-clock.ts'

/** Changes of workers that are at the tests that are noted for them. */
function changesOf(tests: Record<number, string | undefined>) {
  const clock = new FakeClock()
  let looks = 0
  const outside = new ChangesOutsidePrefix({
    clock,
    testAt: (worker) => {
      looks += 1
      return tests[worker]
    },
  })
  const asks = async (worker: number, method: string, path: string) => {
    await clock.advance(1_000)
    outside.note({ worker, method, path, isBodied: path.includes('_bulk') })
  }
  return { outside, clock, asks, looks: () => looks }
}

test('an index is attributed to the test that asked for it last before it was created', async () => {
  const tests = { 1: '"a"', 2: '"b"' }
  const { outside, clock, asks } = changesOf(tests)
  await asks(1, 'PUT', '/books')
  await asks(1, 'DELETE', '/books')
  outside.lookUp(1)
  tests[1] = '"later"'
  await asks(2, 'POST', '/books/_doc')
  const createdAt = clock.now()
  await asks(2, 'POST', '/books/_doc')
  await asks(1, 'PUT', '/books/_doc/1')
  await asks(1, 'DELETE', '/books')
  expect(outside.makersOf('books', createdAt)).toEqual(['"b"'])
  expect(outside.makersOf('books', createdAt - 1)).toEqual(['"a"'])
  expect(outside.makersOf('books')).toEqual(['"later"'])
  expect(outside.makersOf('book')).toEqual([])
})

test('a thing is found by its name in a path, and not by a longer name with the same beginning', async () => {
  const { outside, asks } = changesOf({ 1: '"a"' })
  await asks(1, 'PUT', '/_index_template/logs')
  await asks(1, 'PUT', '/_cluster/settings')
  await asks(1, 'PUT', '/one,two')
  for (const name of ['logs', '_cluster/settings', 'two']) {
    expect([outside.makersOf(name), outside.canHaveMade(name)]).toEqual([['"a"'], true])
  }
  // Of another run, on the same engine.
  for (const name of ['log', 'tw', 'three']) {
    expect([outside.makersOf(name), outside.canHaveMade(name)]).toEqual([[], false])
  }
})

test('an index that a bulk request can have created is attributed to the tests that sent one at the time', async () => {
  const tests: Record<number, string | undefined> = { 1: '"a"', 2: '"b"', 3: undefined }
  const { outside, clock, asks } = changesOf(tests)
  await asks(1, 'POST', '/_bulk')
  outside.lookUp(1)
  tests[1] = '"late"'
  for (const worker of [2, 3]) await asks(worker, 'POST', '/_bulk')
  const createdAt = clock.now()
  await asks(1, 'POST', '/_bulk')
  expect(outside.makersOf('books', createdAt)).toEqual(['"a"', '"b"'])
  expect(outside.makersOf('books', createdAt - 1_500)).toEqual(['"a"'])
  expect(outside.canHaveMade('anything')).toBe(true)
})

test('a test with very many requests costs a few lookups, and a long run costs a bounded memory', async () => {
  const { outside, asks, looks } = changesOf({ 1: '"a"' })
  for (let n = 0; n < 1_100; n += 1) await asks(1, 'PUT', `/index-${n}`)
  outside.lookUp(1)
  expect(looks()).toBe(2)
  expect(outside.makersOf('index-999')).toEqual(['"a"'])
  expect(outside.makersOf('index-1050')).toEqual([])
  expect(outside.canHaveMade('index-1050')).toBe(true)
})
