import { expect, test } from 'vitest'
import { callAws } from '../../src/aws/call-aws.ts'
import { FakeClock } from '../support/fake-clock.ts'

const named = (name: string, more: object = {}) => Object.assign(new Error('x'), { name, $metadata: {}, ...more })

/** How many calls are made where each fails with this error, and how long that takes, in milliseconds. */
async function callsAt(error: unknown): Promise<{ readonly calls: number; readonly ms: number }> {
  const clock = new FakeClock()
  let calls = 0
  const send = () => {
    calls += 1
    return Promise.reject(error)
  }
  await expect(clock.run(callAws(send, { clock }))).rejects.toBe(error)
  return { calls, ms: clock.now() }
}

test.for(['Throttling', 'RequestLimitExceeded', 'ServiceUnavailable', 'InternalFailure', 'TimeoutError'])(
  'a call that meets %s is made five times, within seconds',
  async (name) => {
    const { calls, ms } = await callsAt(named(name))
    expect(calls).toBe(5)
    expect(ms).toBeLessThan(8_000)
  },
)

test.for([
  'AccessDeniedException',
  'ExpiredToken',
  'ValidationException',
  'LimitExceededException',
  'BrandNewException',
])('a call that meets %s is made once', async (name) => {
  expect((await callsAt(named(name))).calls).toBe(1)
})

test('what passes only after minutes is left to those who wait', async () => {
  expect((await callsAt(named('InvalidDBClusterStateFault'))).calls).toBe(1)
  const spreading = named('ValidationException', { message: 'The passed role has not propagated yet' })
  expect((await callsAt(spreading)).calls).toBe(1)
})

test('as many seconds pass between two calls as the answer asks for', async () => {
  const $response = { headers: { 'retry-after': '7' } }
  const { calls, ms } = await callsAt(named('ThrottlingException', { $response }))
  expect(calls).toBe(5)
  expect(ms).toBeGreaterThanOrEqual(4 * 7_000)
  expect(ms).toBeLessThan(4 * 7_000 + 8_000)
})
