import { expect, test } from 'vitest'
import type { RejectedRequest } from '../../src/gate/changes/rejected-requests.ts'
import { RefusalsByTest } from '../../src/worker/refusals-by-test.ts'
import { FakeClock } from '../support/fake-clock.ts'

const refused = (request: Partial<RejectedRequest> & { readonly to: number }, count = 1) => ({
  count,
  told: [{ what: 'GET /x', status: 403, reason: 'It is not signed.', times: 1, from: request.to, ...request }],
})
const during = (lines: string) => `vitest-aws-fixtures: the gate refused ${lines}`

test('a test is told what was refused while it ran, and no other is', () => {
  const clock = new FakeClock()
  const tests = new RefusalsByTest(clock)
  tests.begin('a', 'file > a')
  tests.note(refused({ to: clock.now(), times: 3 }, 5))
  expect(tests.take('a')).toBe(
    during('5 requests during this test:\n- GET /x, 403 (3 times): It is not signed.\n- and 2 more'),
  )
  tests.begin('b', 'file > b')
  expect(tests.take('b')).toBeUndefined()
  expect(tests.takeOutside()).toBeUndefined()
})

test('what may be of a concurrent test, or of another worker, is said to be', async () => {
  const clock = new FakeClock()
  const tests = new RefusalsByTest(clock)
  tests.begin('a', 'file > a')
  await clock.advance(10)
  const before = clock.now() - 5
  tests.begin('b', 'file > \u001b[31mb')
  tests.note(refused({ to: clock.now(), others: ['"c"'] }))
  expect(tests.take('a')).toBe(
    during(
      '1 request during this test:\n- GET /x, 403: It is not signed. It may be of another test that ran at the time: "c", "file >  [31mb".',
    ),
  )
  tests.note(refused({ to: before }))
  expect(tests.take('b')).toMatch(/^[^\n]*refused 1 request .*\n- GET \/x, 403: .* "c", "file > a"\.$/)
})

test('what was refused before the first test is of the file; what was refused before the file is nobody’s', async () => {
  const clock = new FakeClock()
  const before = clock.now()
  await clock.advance(10)
  const tests = new RefusalsByTest(clock)
  tests.note(refused({ to: before }))
  tests.note(refused({ to: clock.now() }))
  await clock.advance(10)
  tests.begin('a', 'file > a')
  expect(tests.take('a')).toBeUndefined()
  expect(tests.takeOutside()).toBe(
    during('1 request outside of any test of this file:\n- GET /x, 403: It is not signed.'),
  )
  expect(tests.takeOutside()).toBeUndefined()
})
