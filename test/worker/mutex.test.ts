import { expect, test } from 'vitest'
import { Mutex } from '../../src/worker/mutex.ts'
import { FakeClock } from '../support/fake-clock.ts'

test('one test at a time acquires a mutex, in the order in which the tests were queued', async () => {
  const mutex = new Mutex()
  const log: string[] = []
  const visit = async (name: string) => {
    const place = mutex.acquire(name)
    await place.acquired
    log.push(`${name} in`)
    await Promise.resolve()
    log.push(`${name} out`)
    place.release()
  }
  await Promise.all([visit('a'), visit('b'), visit('c')])
  expect(log).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
})

test('a test that leaves the queue of a mutex before its turn never acquires it, and delays no other test', async () => {
  const mutex = new Mutex()
  const [first, second, third] = [mutex.acquire('a'), mutex.acquire('b'), mutex.acquire('c')]
  second.release()
  await first.acquired
  expect([second.isAcquired, third.isAcquired]).toEqual([false, false])
  first.release()
  await third.acquired
  expect(third.behind).toEqual(['a', 'b'])
})

test('the ticket of a mutex tells how long its test has waited, behind which tests, and whether it has the mutex', async () => {
  const clock = new FakeClock()
  const mutex = new Mutex(clock)
  const [first, second, third] = ['a', 'b', 'c'].map((name) => mutex.acquire(name))
  expect(first).toMatchObject({ behind: [], isAcquired: true, waitedMs: 0 })
  await clock.advance(4_200)
  first?.release()
  await second?.acquired
  await clock.advance(1_000)
  expect(second).toMatchObject({ behind: ['a'], isAcquired: true, waitedMs: 4_200 })
  expect(third).toMatchObject({ behind: ['a', 'b'], isAcquired: false, waitedMs: 5_200 })
})

test('a test that is stopped while it waits for a mutex leaves the queue at once, and the next test takes its place', async () => {
  const mutex = new Mutex()
  const stop = new AbortController()
  const [first, second, third] = [mutex.acquire('a'), mutex.acquire('b', stop.signal), mutex.acquire('c')]
  stop.abort(new Error('The time of the test was up.'))
  await expect(second.acquired).rejects.toThrow('The time of the test was up.')
  first.release()
  await third.acquired
  expect([first, second, third].map(({ isAcquired }) => isAcquired)).toEqual([true, false, true])
})

test('a test that is stopped while it has the mutex keeps it until its release, because its hooks still use the graph', async () => {
  const mutex = new Mutex()
  const stop = new AbortController()
  const [first, second] = [mutex.acquire('a', stop.signal), mutex.acquire('b')]
  stop.abort(new Error('The time of the test was up.'))
  await first.acquired
  expect(second.isAcquired).toBe(false)
  first.release()
  await second.acquired
})

test('a test that was stopped before it was queued never waits for the mutex', async () => {
  const mutex = new Mutex()
  const ticket = mutex.acquire('a', AbortSignal.abort(new Error('The run was cancelled.')))
  await expect(ticket.acquired).rejects.toThrow('The run was cancelled.')
  await mutex.acquire('b').acquired
})

test('a test that has ended while it waited for the mutex is rejected', async () => {
  const mutex = new Mutex()
  const [first, second] = [mutex.acquire('a'), mutex.acquire('b')]
  second.release()
  await expect(second.acquired).rejects.toMatchObject({ code: 'AWS_FIXTURE_NAMESPACE' })
  first.release()
})
