import { expect } from 'vitest'
import { messageOf } from '../../src/errors/errors.ts'
import type { DaemonOfFile } from '../daemon/own-daemons.ts'
import { drawn, drawsOf } from '../support/draws.ts'
import { hostileActs } from './hostile-acts.ts'
import { TestRun } from './test-run.ts'

/** How many acts a seed draws. */
const ACTS = 3

/** What a test does with both services, and that nothing of others is in its own. */
export async function testLikeWork(run: TestRun, round: number): Promise<void> {
  const { g, close } = run.graph()
  try {
    await g.addV('mine').property('round', round).next()
    expect((await g.V().count().next()).value).toBe(1)
    const index = `${run.id}-w1-t${round}`
    const stored = await run.send('opensearch', 'POST', `/${index}/_doc?refresh=true`, { body: '{"text":"mine"}' })
    expect(stored.status, stored.body).toBe(201)
    const found = await run.send('opensearch', 'GET', `/${index}/_search?q=text:mine`)
    expect(JSON.parse(found.body)).toMatchObject({ hits: { total: { value: 1 } } })
    expect((await run.send('opensearch', 'DELETE', `/${index}`)).status).toBe(200)
    await g.V().drop().iterate()
    expect((await g.V().count().next()).value).toBe(0)
  } finally {
    await close()
  }
}

/** Two runs beside each other, one hostile by acts that the seed draws. The other has to work, and to end proved. */
export async function besideAHostileRun(own: DaemonOfFile, seed: number): Promise<void> {
  const draw = drawsOf(seed)
  const names = Object.keys(hostileActs)
  const acts = Array.from({ length: ACTS }, () => drawn(draw, names))
  // On disk, where room is as little as the suite wants it.
  const config = { opensearch: true, neptune: true, dataInMemory: false }
  const hostile = await TestRun.open(own, config)
  const innocent = await TestRun.open(own, config)
  let isOver = false
  const acting = (async () => {
    for (const name of acts) await hostileActs[name]?.(hostile).catch(() => {})
  })().finally(() => {
    isOver = true
  })
  try {
    let round = 0
    do {
      round += 1
      await testLikeWork(innocent, round)
    } while (!isOver)
    expect(await innocent.connection.ask('close', {})).toMatchObject({ failures: [] })
  } catch (cause) {
    const why = `by seed ${seed}: ${acts.join(', ')}. ${messageOf(cause)}`
    throw new Error(`The run beside a hostile one was hit, ${why}`, { cause })
  } finally {
    await acting
    await hostile.connection.ask('close', {})
  }
}
