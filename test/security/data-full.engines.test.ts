import { afterAll, beforeAll, expect, test } from 'vitest'
import { endHost, listKnownHosts } from '../../src/host/known-hosts.ts'
import type { ObtainedHost } from '../../src/host/obtain-host.ts'
import { type OwnHosts, ownHosts } from '../host/own-hosts.ts'
import { type SmallDisk, smallDisk } from '../support/small-disk.ts'
import { fillData } from './fill-data.ts'
import { TestSession } from './two-sessions.ts'

let disk: SmallDisk
let hosts: OwnHosts
let host: ObtainedHost
beforeAll(async () => {
  disk = await smallDisk(96)
  hosts = await ownHosts(disk.path)
  host = await hosts.obtain()
})
afterAll(async () => {
  for (const known of await listKnownHosts()) await endHost(known)
  await hosts.end()
  await disk.end()
})

const open = () => TestSession.open(host, hosts.base, { opensearch: true, dataInMemory: false })

const write = (session: TestSession, name: string) =>
  session.send('opensearch', 'PUT', `/${session.id}-w1-${name}/_doc/1?refresh=true`, { body: '{"text":"mine"}' })

test('a run that fills the room for data is refused by name, others go on, and with its end there is room again', async () => {
  const [hostile, innocent] = [await open(), await open()]
  expect((await write(innocent, 'before')).status).toBe(201)
  const refused = await fillData(hostile, 96)
  expect(refused).toMatchObject({ status: 507 })
  expect(JSON.parse(refused?.body ?? '')).toEqual({
    message: expect.stringMatching(
      /^The disk for data \(.*\) is full: \d+ MB of 101 MB are left\. Most of what runs hold there, \d+ MB, is of this one, the run in .*, which may not write until there is room\. Delete indices, or use less data\. Make room there, or set TMPDIR to a folder with more\.$/,
    ),
  })
  // To an index that is there as well as to a new one, which the engine has to note in its state.
  for (const name of ['before', 'during']) expect((await write(innocent, name)).status).toBeLessThan(300)
  const found = await innocent.send('opensearch', 'GET', `/${innocent.id}-w1-during/_search`)
  expect(JSON.parse(found.body)).toMatchObject({ hits: { total: { value: 1 } } })

  // Its end deletes what it had, while there is no room.
  expect(await hostile.connection.ask('close', {})).toMatchObject({ failures: [] })
  const next = await open()
  expect((await write(next, 'first')).status).toBe(201)
  // Nothing is left that keeps indices from being written to, or made.
  const { body } = await next.send('opensearch', 'GET', '/_cluster/state/blocks')
  expect(JSON.parse(body)).toMatchObject({ blocks: {} })
  for (const { connection } of [innocent, next]) {
    expect(await connection.ask('close', {})).toMatchObject({ failures: [] })
  }
})
