import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { daemonOfFile } from '../daemon/own-daemons.ts'
import { TestRun } from './test-run.ts'

const own = daemonOfFile()

test('bulk requests for which the engine has no memory are rejected, and small requests of another run are not', async () => {
  const open = () => TestRun.open(own, { opensearch: true })
  const [hostile, innocent] = [await open(), await open()]
  const body = `{"index":{"_index":"${hostile.id}-w1-large"}}\n{"text":"${'x'.repeat(950)}"}\n`.repeat(25_000)
  let isOver = false
  const asking = Promise.all(
    Array.from({ length: 8 }, () => hostile.send('opensearch', 'POST', '/_bulk', { body })),
  ).finally(() => {
    isOver = true
  })
  const statuses = new Set<number>()
  const index = `/${innocent.id}-w1-small`
  while (!isOver) {
    const stored = await innocent.send('opensearch', 'POST', `${index}/_doc?refresh=true`, { body: '{"a":1}' })
    const found = await innocent.send('opensearch', 'GET', `${index}/_search?q=a:1`)
    for (const { status } of [stored, found]) statuses.add(status)
  }
  expect([...statuses].sort()).toEqual([200, 201])
  expect((await asking).map(({ status }) => status)).toContain(429)
  for (const { connection } of [hostile, innocent]) {
    expect(await connection.ask('close', {})).toMatchObject({ failures: [] })
  }
})

test('searches that take minutes leave threads for the searches of another run', async () => {
  const open = () => TestRun.open(own, { opensearch: true })
  const [hostile, innocent] = [await open(), await open()]
  const index = `${hostile.id}-w1-wide`
  for (let from = 0; from < 60_000; from += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, n) => `{"index":{"_index":"${index}"}}\n{"n":${from + n}}\n`)
    await hostile.send('opensearch', 'POST', '/_bulk?refresh=true', { body: lines.join('') })
  }
  // For each of 60,000 buckets the engine goes through all buckets within it, and hears of no cancellation meanwhile.
  const inner = { terms: { field: 'n', size: 60_000 } }
  const body = JSON.stringify({ size: 0, aggs: { a: { ...inner, aggs: { b: { ...inner, aggs: { c: inner } } } } } })
  const search = (timeoutMs: number) =>
    Array.from({ length: 8 }, () =>
      hostile.send('opensearch', 'POST', `/${index}/_search`, { body, timeoutMs }).catch((error) => error),
    )
  // What a client gives up and asks again takes no further thread.
  for (let n = 0; n < 3; n += 1) await Promise.all(search(500))
  const asked = search(10_000)
  for (let n = 0; n < 20; n += 1) {
    const path = `/${innocent.id}-w1-small`
    expect((await innocent.send('opensearch', 'POST', `${path}/_doc?refresh=true`, { body: '{"a":1}' })).status).toBe(
      201,
    )
    const found = await innocent.send('opensearch', 'GET', `${path}/_search?q=a:1`, { timeoutMs: 20_000 })
    expect(JSON.parse(found.body)).toMatchObject({ hits: { total: { value: n + 1 } } })
  }
  // Otherwise this shows nothing.
  const { body: running } = await hostile.send('opensearch', 'GET', '/_tasks?actions=indices:data/read/search')
  const atWork = running.match(/"action":"indices:data\/read\/search"/g)?.length
  expect(atWork).toBeGreaterThan(0)
  expect(atWork).toBeLessThanOrEqual(Math.floor((Math.floor(availableParallelism() * 1.5) + 1) / 2))
  await Promise.all(asked)
})
