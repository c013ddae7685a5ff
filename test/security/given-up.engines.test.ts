import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { endHost, listKnownHosts } from '../../src/host/known-hosts.ts'
import type { ObtainedHost } from '../../src/host/obtain-host.ts'
import { endTasks } from '../../src/namespace/end-tasks.ts'
import { WorkerSession } from '../../src/session/worker-session.ts'
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

/** A worker of a session of its own, within a test, as Vitest has it; `over` ends the test. */
async function inTest() {
  const session = await TestSession.open(host, hosts.base, { opensearch: true, neptune: true })
  const worker = new WorkerSession(session.opened.provided, 1)
  onTestFinished(() => worker.close())
  const id = randomUUID()
  await worker.clean()
  await worker.beginTest(id)
  const scope = worker.scopeOf(id)
  return { session, worker, scope, prefix: scope.indexPrefix, over: () => worker.endTest(id) }
}

const close = ({ connection }: TestSession) => connection.ask('close', {})

/** A client of the user's, and so many documents that they take the attack a minute. */
async function fill(session: TestSession, index: string) {
  const client = session.opensearch()
  await client.bulk({
    index,
    refresh: true,
    body: Array.from({ length: 600 }, (_, n) => [{ index: {} }, { n }]).flat(),
  })
  return client
}

const PACE = 'requests_per_second=10'

/** What the engine does for a session, by its own word; also asked by another one. */
async function tasksOf(session: TestSession, id = session.id): Promise<string[]> {
  const { body } = await session.send('opensearch', 'GET', '/_tasks?detailed&group_by=none')
  const { tasks } = JSON.parse(body) as { tasks: readonly { action: string }[] }
  return tasks.filter((task) => JSON.stringify(task).includes(id)).map(({ action }) => action)
}

const indicesOf = async (session: TestSession, id = session.id) =>
  (await session.send('opensearch', 'GET', `/_cat/indices/${id}-*?h=index`)).body

const reindex = (a: string, b: string) => ({ source: { index: a, size: 10 }, dest: { index: b } })
const background = [
  ['_reindex', (a: string, b: string) => [`/_reindex?${PACE}`, reindex(a, b)]],
  ['_reindex in slices', (a: string, b: string) => [`/_reindex?slices=3&${PACE}`, reindex(a, b)]],
  [
    '_reindex to what a script names',
    (a: string, b: string) => [
      `/_reindex?${PACE}`,
      { ...reindex(a, 'elsewhere'), script: { source: `ctx._index = '${b}'` } },
    ],
  ],
  ['_update_by_query', (a: string) => [`/${a}/_update_by_query?scroll_size=10&${PACE}`, {}]],
  ['_delete_by_query', (a: string) => [`/${a}/_delete_by_query?scroll_size=10&${PACE}`, { query: { match_all: {} } }]],
] as const satisfies [string, (a: string, b: string) => readonly [path: string, body: object]][]

test.for(background)('%s in the background ends with its test, and writes nothing after it', async ([, attack]) => {
  const { session, prefix, over } = await inTest()
  const client = await fill(session, `${prefix}a`)
  const [path, body] = attack(`${prefix}a`, `${prefix}b`)
  const sent = { method: 'POST', path: `${path}&wait_for_completion=false`, body }
  const answer = await client.transport.request(sent, { opaqueId: 'mine' })
  expect(answer.body).toEqual({ task: expect.any(String) })
  expect(answer.headers).toMatchObject({ 'x-opaque-id': 'mine' })
  expect(await tasksOf(session)).not.toEqual([])
  await over()
  expect(await tasksOf(session)).toEqual([])
  expect(await indicesOf(session)).toBe('')
  expect(await close(session)).toMatchObject({ failures: [] })
})

test.for(background)(
  '%s that its client gave up ends with its test, and writes nothing after it',
  async ([, attack]) => {
    const { session, prefix, over } = await inTest()
    const client = await fill(session, `${prefix}a`)
    const [path, body] = attack(`${prefix}a`, `${prefix}b`)
    const sent = client.transport.request({ method: 'POST', path, body }, { requestTimeout: 200, maxRetries: 0 })
    await expect(sent).rejects.toThrow('requestTimeout')
    expect(await tasksOf(session)).not.toEqual([])
    await over()
    expect(await tasksOf(session)).toEqual([])
    expect(await indicesOf(session)).toBe('')
    expect(await close(session)).toMatchObject({ failures: [] })
  },
)

test('what still goes on when a run ends is ended before its end is proved, also outside of its prefix', async () => {
  const { session, prefix } = await inTest()
  const client = await fill(session, `${prefix}a`)
  const beside = { ...reindex(`${prefix}a`, 'elsewhere'), script: { source: "ctx._index = 'else' + 'where'" } }
  const path = `/_reindex?${PACE}&wait_for_completion=false`
  await client.transport.request({ method: 'POST', path, body: beside })
  await client.transport.request({ method: 'POST', path, body: reindex(`${prefix}a`, `${prefix}b`) })
  const given = client.transport.request(
    { method: 'POST', path: `/_reindex?${PACE}`, body: reindex(`${prefix}a`, `${prefix}c`) },
    { requestTimeout: 200, maxRetries: 0 },
  )
  await expect(given).rejects.toThrow('requestTimeout')
  const { failures } = await close(session)
  expect(failures.map(({ error }) => error.message).join()).toMatch(
    /^Outside of every test's namespace there is: index elsewhere/,
  )
  const { session: next } = await inTest()
  expect(await tasksOf(next, session.id)).toEqual([])
  expect(await indicesOf(next, session.id)).toBe('')
  expect(await close(next)).toMatchObject({ failures: [] })
})

test('a task that does not end is named, with its index and who asked for it', async () => {
  const { session, prefix, over } = await inTest()
  const client = await fill(session, `${prefix}a`)
  const path = `/_reindex?${PACE}&wait_for_completion=false`
  await client.transport.request({ method: 'POST', path, body: reindex(`${prefix}a`, `${prefix}b`) })
  await expect(endTasks(client, `${session.id}-`, { timeoutMs: 0 })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: expect.stringMatching(
      new RegExp(
        `Last seen: indices:data/write/reindex, reindex from \\[${prefix}a\\] to \\[${prefix}b\\].* \\(asked for by ${session.id}-w1-, \\d+ s\\)`,
      ),
    ),
  })
  await over()
  expect(await close(session)).toMatchObject({ failures: [] })
})
