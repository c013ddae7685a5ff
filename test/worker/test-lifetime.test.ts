import gremlin from 'gremlin'
import { expect, test } from 'vitest'
import { TestLifetime } from '../../src/worker/test-lifetime.ts'
import { FakeClock } from '../support/fake-clock.ts'

const { traversal } = gremlin.process.AnonymousTraversalSource
const g = traversal().withRemote({ submit: () => {} } as never)
const advice = 'Await every request before the test ends.'

/** A test's lifetime, and what fails in it. */
function open() {
  const clock = new FakeClock()
  const lifetime = new TestLifetime('a.test.ts > works', clock)
  const failed: string[] = []
  const ask = (path: string) => lifetime.begin({ method: 'GET', path }, ({ message }) => failed.push(message))
  return { clock, lifetime, failed, ask }
}

test('what is answered before the end is left alone, and the end does not wait', async () => {
  const { clock, lifetime, failed, ask } = open()
  ask('/')()
  expect(await lifetime.end(300)).toBeUndefined()
  expect([failed, clock.now(), clock.pendingTimers]).toEqual([[], 0, 0])
})

test('what is answered within the time after the end is left alone too', async () => {
  const { clock, lifetime, failed, ask } = open()
  const ends = [ask('/a'), ask('/b')]
  const ending = lifetime.end(300)
  await clock.advance(299)
  for (const end of ends) end()
  expect(await ending).toBeUndefined()
  expect([failed, clock.pendingTimers]).toEqual([[], 0])
})

test('what takes longer is cut, each with an error of its own, and all are told at once', async () => {
  const { clock, lifetime, failed, ask } = open()
  for (const path of ['/a', '/b', '/c', '/d', '/e']) ask(path)
  const told = await clock.run(lifetime.end(300))
  const begins = "Test 'a.test.ts > works' had ended before there was an answer to"
  expect(told).toBe(`${begins} GET /a, GET /b, GET /c and 2 more. They were cut. ${advice}`)
  expect(failed).toHaveLength(5)
  expect(failed[4]).toBe([`${begins} GET /e.`, 'The request was cut.', advice].join('\n'))
  expect(await lifetime.end(300)).toBeUndefined()
})

test('a test that is stopped has what is under way cut, and can ask on until it ends', async () => {
  const { lifetime, failed, ask } = open()
  const end = ask('/a')
  const begins = "Test 'a.test.ts > works' was stopped before there was an answer to GET /a."
  expect(lifetime.stop()).toBe(`${begins} It was cut. ${advice}`)
  expect(failed).toEqual([[begins, 'The request was cut.', advice].join('\n')])
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
])('what comes after the end is refused by name: %o', async ([asked, name]) => {
  const { lifetime } = open()
  await lifetime.end(300)
  expect(() => lifetime.begin(asked as never, () => {})).toThrow(
    expect.objectContaining({
      code: 'AWS_FIXTURE_NAMESPACE',
      fault: 'user',
      message: [`Test 'a.test.ts > works' had ended; ${name} was refused.`, 'Nothing was sent.', advice].join('\n'),
    }),
  )
})
