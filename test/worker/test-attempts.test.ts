import type { TestContext } from 'vitest'
import { expect, test } from 'vitest'
import { type OfTest, TestAttempts } from '../../src/worker/test-attempts.ts'
import { openWorker } from './open-worker.ts'

/** A worker of a run without services, and its warnings. */
function openAttempts() {
  const told: string[] = []
  const worker = openWorker({ tell: (message) => told.push(message) })
  return { worker, told, attempts: new TestAttempts(worker) }
}

/** The context that Vitest gives to a test of this name; `finish` ends it as a passed test. */
function begun(name: string) {
  const stop = new AbortController()
  const task = { id: name, fullName: name, file: { id: 'file' }, result: { state: 'run' } }
  const given = { task: task as TestContext['task'], signal: stop.signal } satisfies OfTest
  return { given, stop: (why?: unknown) => stop.abort(why), finish: () => Object.assign(task.result, { duration: 1 }) }
}

const prefix = async ({ indexPrefix }: { readonly indexPrefix: string }) => indexPrefix

/** A fixture that is set up until it is torn down. */
function stand(attempts: TestAttempts, given: OfTest) {
  const { promise: torn, resolve: tearDown } = Promise.withResolvers<void>()
  const { promise: up, resolve: use } = Promise.withResolvers<string>()
  const done = attempts.within(given, prefix, (value) => {
    use(value)
    return torn
  })
  const tornDown = () => {
    tearDown()
    return done
  }
  return { up, tearDown: tornDown }
}

test('an attempt at a test begins with its first fixture, and ends with the last that is torn down', async () => {
  const { attempts, worker } = openAttempts()
  const { given } = begun('one')
  const early = stand(attempts, given)
  const own = await early.up
  await attempts.around(given, async () => {
    const inner = stand(attempts, given)
    expect(await inner.up).toBe(own)
    await inner.tearDown()
  })
  expect(worker.tests.areRunning).toBe(true)
  await early.tearDown()
  expect(worker.tests.areRunning).toBe(false)
})

test('a fixture that could not be set up ends the attempt that it has begun', async () => {
  const { attempts, worker } = openAttempts()
  const failing = () => Promise.reject(new Error('There is no such index.'))
  await expect(attempts.within(begun('one').given, failing, async () => {})).rejects.toThrow('There is no such index.')
  expect(worker.tests.areRunning).toBe(false)
})

test('an attempt whose fixtures Vitest did not tear down ends with the next attempt, the next test, or the file', async () => {
  const { attempts, worker } = openAttempts()
  const one = begun('one')
  const pass = (given: OfTest) => attempts.around(given, async () => {})
  expect(await stand(attempts, one.given).up).toBe('vaf-tests-w1-t1-')
  await pass(one.given)
  expect(await stand(attempts, one.given).up).toBe('vaf-tests-w1-t2-')
  await pass(one.given)
  one.finish()
  await pass(begun('two').given)
  expect(worker.tests.areRunning).toBe(false)
  await stand(attempts, begun('three').given).up
  await attempts.endAll()
  expect(worker.tests.areRunning).toBe(false)
})

test('a fixture that is still being set up when its test is stopped fails with the reason of the test, and does not delay its end', async () => {
  const { attempts, worker, told } = openAttempts()
  const { given, stop } = begun('one')
  const { promise: ready, resolve } = Promise.withResolvers<string>()
  const late = attempts.within(
    given,
    () => ready,
    async () => expect.unreachable(),
  )
  const failed = expect(late).rejects.toThrow('Its time was up.')
  await expect.poll(() => worker.tests.areRunning).toBe(true)
  stop(new Error('Its time was up.'))
  await expect.poll(() => worker.tests.areRunning).toBe(false)
  resolve('too late')
  await failed
  expect(told).toEqual([])
})

test('a fixture is rejected for a test that Vitest has finished', async () => {
  const { attempts, worker } = openAttempts()
  const one = begun('one')
  one.finish()
  await expect(attempts.around(one.given, async () => {})).rejects.toMatchObject({
    ...{ code: 'AWS_FIXTURE_NAMESPACE', message: expect.stringContaining("'one'") },
  })
  expect(worker.tests.areRunning).toBe(false)
})
