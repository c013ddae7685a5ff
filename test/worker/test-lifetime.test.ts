import gremlin from 'gremlin'
import { expect, test } from 'vitest'
import { TestLifetime } from '../../src/worker/test-lifetime.ts'
import { FakeClock } from '../support/fake-clock.ts'

const { traversal } = gremlin.process.AnonymousTraversalSource
const g = traversal().withRemote({ submit: () => {} } as never)

/** A test's lifetime, and what fails in it. */
function open() {
  const clock = new FakeClock()
  const lifetime = new TestLifetime('a.test.ts > works', clock)
  const failed: string[] = []
  const ask = (path: string) => lifetime.begin({ method: 'GET', path }, ({ message }) => failed.push(message))
  return { clock, lifetime, failed, ask }
}

test('a request that is answered before the end of its test is left alone, and the end does not wait', async () => {
  const { clock, lifetime, failed, ask } = open()
  ask('/')()
  expect(await lifetime.end(300)).toBeUndefined()
  expect([failed, clock.now(), clock.pendingTimers]).toEqual([[], 0, 0])
})

test('a request that is answered within the grace time after the end of its test is left alone', async () => {
  const { clock, lifetime, failed, ask } = open()
  const ends = [ask('/a'), ask('/b')]
  const ending = lifetime.end(300)
  await clock.advance(299)
  for (const end of ends) end()
  expect(await ending).toBeUndefined()
  expect([failed, clock.pendingTimers]).toEqual([[], 0])
})

test('requests that take longer than the grace time are cut, each with an error of its own, and one warning names them', async () => {
  const { clock, lifetime, failed, ask } = open()
  for (const path of ['/a', '/b', '/c', '/d', '/e']) ask(path)
  const told = await clock.run(lifetime.end(300))
  expect(told).toMatch(/^Test 'a\.test\.ts > works' had ended .* GET \/a, GET \/b, GET \/c and 2 more\./)
  expect(failed).toHaveLength(5)
  expect(failed[4]).toMatch(/^Test 'a\.test\.ts > works' had ended .* GET \/e\.\n/)
  expect(await lifetime.end(300)).toBeUndefined()
})

test('a test that is stopped has its requests cut, and its hooks can send further ones until it ends', async () => {
  const { lifetime, failed, ask } = open()
  const end = ask('/a')
  expect(lifetime.stop()).toMatch(/^Test 'a\.test\.ts > works' was stopped .* GET \/a\./)
  expect(failed).toEqual([expect.stringMatching(/ was stopped .* GET \/a\.\n/)])
  end()
  ask('/b')()
  expect(lifetime.stop()).toBeUndefined()
  expect(await lifetime.end(300)).toBeUndefined()
})

const long = `g.inject('${'x'.repeat(300)}')`

test.for<[unknown, string]>([
  [{ method: 'POST', path: '/a/_doc' }, 'POST /a/_doc'],
  [{ fixture: 'indices.films' }, 'indices.films'],
  [{ gremlin: 'g.V().drop()' }, 'g.V().drop()'],
  [{ gremlin: long }, `${long.slice(0, 200)}…`],
  [{ gremlin: g.V().has('iata', 'BOS').drop().getBytecode() }, "g.V().has('iata','BOS').drop()"],
  [{ gremlin: new gremlin.process.Bytecode().addSource('tx', ['rollback']) }, 'g.tx().rollback()'],
  [{ gremlin: undefined }, 'g'],
])('a request after the end of its test is rejected by name: %o', async ([asked, name]) => {
  const { lifetime } = open()
  await lifetime.end(300)
  expect(() => lifetime.begin(asked as never, () => {})).toThrow(
    expect.objectContaining({
      code: 'AWS_FIXTURE_NAMESPACE',
      fault: 'user',
      message: expect.stringContaining(`Test 'a.test.ts > works' had ended; ${name} was rejected.`),
    }),
  )
})
