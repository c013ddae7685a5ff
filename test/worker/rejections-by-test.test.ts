import { expect, test } from 'vitest'
import type { RejectedRequest } from '../../src/gate/changes/rejected-requests.ts'
import { RejectionsByTest } from '../../src/worker/rejections-by-test.ts'
import { FakeClock } from '../support/fake-clock.ts'

const rejected = (request: Partial<RejectedRequest> & { readonly to: number }, count = 1) => ({
  count,
  told: [{ what: 'GET /x', status: 403, reason: 'It is not signed.', times: 1, from: request.to, ...request }],
})

test('a test fails with the requests that the gate rejected while it ran, and no other test does', () => {
  const clock = new FakeClock()
  const tests = new RejectionsByTest(clock)
  tests.begin('a', 'file > a')
  tests.note(rejected({ to: clock.now(), times: 3 }, 5))
  const lines = tests.take('a')?.split('\n')
  expect(lines?.[0]).toContain('5 requests during this test')
  expect(lines?.slice(1)).toEqual(['- GET /x, 403 (3 times): It is not signed.', '- and 2 more'])
  tests.begin('b', 'file > b')
  expect(tests.take('b')).toBeUndefined()
  expect(tests.takeOutside()).toBeUndefined()
})

test('a rejected request that may belong to a concurrent test or another worker is reported with their names', async () => {
  const clock = new FakeClock()
  const tests = new RejectionsByTest(clock)
  tests.begin('a', 'file > a')
  await clock.advance(10)
  const before = clock.now() - 5
  tests.begin('b', 'file > \u001b[31mb')
  tests.note(rejected({ to: clock.now(), others: ['"c"'] }))
  expect(tests.take('a')).toMatch(/- GET \/x, 403: It is not signed\. .* "c", "file > {2}\[31mb"\.$/)
  tests.note(rejected({ to: before }))
  expect(tests.take('b')).toMatch(/^[^\n]*rejected 1 request .*\n- GET \/x, 403: .* "c", "file > a"\.$/)
})

test('a request that was rejected before the first test is reported with its file, and one from an earlier file is not reported', async () => {
  const clock = new FakeClock()
  const before = clock.now()
  await clock.advance(10)
  const tests = new RejectionsByTest(clock)
  tests.note(rejected({ to: before }))
  tests.note(rejected({ to: clock.now() }))
  await clock.advance(10)
  tests.begin('a', 'file > a')
  expect(tests.take('a')).toBeUndefined()
  expect(tests.takeOutside()).toMatch(/ 1 request outside of any test .*\n- GET \/x, 403: It is not signed\.$/)
  expect(tests.takeOutside()).toBeUndefined()
})
