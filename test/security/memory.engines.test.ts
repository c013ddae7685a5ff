import { expect, test } from 'vitest'
import { daemonOfFile } from '../daemon/own-daemons.ts'
import { addTriangle, heapEaters } from './heap-eaters.ts'
import { TestRun } from './test-run.ts'

const own = daemonOfFile()

const open = () => TestRun.open(own, { neptune: true })

/** Asks and writes all the time until `stop`; what failed, and how often it went well. */
function workIn(run: TestRun) {
  const { g } = run.graph()
  const failures: unknown[] = []
  let rounds = 0
  let isOver = false
  const working = (async () => {
    while (!isOver) {
      await g.addV('mine').property('n', rounds).next()
      const seen = await g.V().hasLabel('mine').count().next()
      await g.V().drop().iterate()
      if (seen.value !== 1) failures.push(seen)
      rounds += 1
    }
  })().catch((error: unknown) => failures.push(error))
  return async () => {
    isOver = true
    await working
    return { failures, rounds }
  }
}

const rejected = {
  statusCode: 500,
  statusMessage: expect.stringMatching(
    /"code":"MemoryLimitExceededException","detailedMessage":"Operation terminated \(out of memory\)\. The query used up the engine's memory/,
  ),
}

test.for(Object.entries(heapEaters))('a query that makes %s fails alone, and another run goes on', async ([, eat]) => {
  const [hostile, innocent] = [await open(), await open()]
  const eater = hostile.graph()
  await addTriangle(eater)
  const stop = workIn(innocent)
  await expect(eat(eater)).rejects.toMatchObject(rejected)
  const { failures, rounds } = await stop()
  expect(failures).toEqual([])
  expect(rounds).toBeGreaterThan(0)
  expect(await eater.g.V().count().next()).toMatchObject({ value: 2 })
  expect(innocent.opened.engines).toEqual(hostile.opened.engines)
  for (const { connection } of [hostile, innocent]) {
    expect(await connection.ask('close', {})).toMatchObject({ failures: [] })
  }
})

test('many queries at once that use up the heap fail, by HTTP as well, and the run beside theirs goes on', async () => {
  const [hostile, innocent] = [await open(), await open()]
  const eater = hostile.graph()
  await addTriangle(eater)
  const stop = workIn(innocent)
  const eats = Array.from({ length: 6 }, () => heapEaters['a list of one element many times']!(eater))
  const body = JSON.stringify({ gremlin: "g.V().repeat(both('e')).times(25).fold().count(local)" })
  const byHttp = hostile.send('neptune', 'POST', '/gremlin', { body })
  for (const ended of await Promise.allSettled(eats)) expect(ended).toMatchObject({ reason: rejected })
  const answer = await byHttp
  expect(answer.status).toBe(500)
  expect(JSON.parse(answer.body)).toMatchObject({
    code: 'MemoryLimitExceededException',
    detailedMessage: expect.stringContaining('Operation terminated (out of memory).'),
  })
  expect((await stop()).failures).toEqual([])
  expect(await innocent.connection.ask('close', {})).toMatchObject({ failures: [] })
})
