import { expect, test } from 'vitest'
import { settle } from '../../src/contracts/settle.ts'
import { FakeClock } from '../support/fake-clock.ts'

/** Ends requests as an engine does, after it was asked often enough. */
function engineThatEndsAfter(times: number) {
  let asked = 0
  let answer = (_: readonly string[]) => {}
  const settled = new Promise<readonly string[]>((resolve) => {
    answer = resolve
  })
  const end = async () => {
    if (++asked === times) answer([])
  }
  return { settled, end, asked: () => asked }
}

test('requests that take longer than 300 ms are ended, again and again until none is under way', async () => {
  const clock = new FakeClock()
  const { settled, end, asked } = engineThatEndsAfter(3)
  await clock.run(settle(settled, end, clock))
  expect(asked()).toBe(3)
  expect(clock.now()).toBe(900)
  expect(clock.pendingTimers).toBe(0)
})

test('requests that are answered at once are not ended', async () => {
  const clock = new FakeClock()
  const { end, asked } = engineThatEndsAfter(1)
  await settle(Promise.resolve([]), end, clock)
  expect(asked()).toBe(0)
  expect(clock.pendingTimers).toBe(0)
})

test('a request that the engine does not finish in time is named in the error', async () => {
  await expect(settle(Promise.resolve(['POST /_bulk (30 s)']))).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: expect.stringContaining('POST /_bulk (30 s)'),
  })
})

test('the error of an engine that cannot be asked to end requests is passed on', async () => {
  const clock = new FakeClock()
  const failing = settle(new Promise(() => {}), () => Promise.reject(new Error('no such engine')), clock)
  await expect(clock.run(failing)).rejects.toThrow('no such engine')
})
