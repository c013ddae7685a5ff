import { afterAll, beforeAll, expect, test } from 'vitest'
import { endHost, listKnownHosts } from '../../src/host/known-hosts.ts'
import type { ObtainedHost } from '../../src/host/obtain-host.ts'
import { type OwnHosts, ownHosts } from '../host/own-hosts.ts'
import { TestSession } from './two-sessions.ts'

let hosts: OwnHosts
let host: ObtainedHost
beforeAll(async () => {
  hosts = await ownHosts()
  host = await hosts.obtain()
})
afterAll(async () => {
  for (const known of await listKnownHosts()) await endHost(known)
  await hosts.end()
})

test('bulk requests for which the engine has no memory are refused, and small ones of another run are not', async () => {
  const open = () => TestSession.open(host, hosts.base, { opensearch: true })
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
