import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { endTasks } from '../../src/isolation/index/end-tasks.ts'
import { WorkerRun } from '../../src/worker/worker-run.ts'
import { daemonOfFile } from '../daemon/own-daemons.ts'
import { TestRun } from './test-run.ts'

const own = daemonOfFile()

/** A worker of a run of its own, within a test, as Vitest has it; `over` ends the test. */
async function inTest() {
  const run = await TestRun.open(own, { opensearch: true, neptune: true })
  const told: string[] = []
  const worker = new WorkerRun(run.joined, 1, (message) => told.push(message))
  onTestFinished(() => worker.close())
  const id = randomUUID()
  await worker.namespace.clean()
  await worker.tests.begin(id)
  const scope = worker.tests.scopeOf(id)
  return { run, worker, told, prefix: scope.indexPrefix, over: () => worker.tests.end(id) }
}

const close = ({ connection }: TestRun) => connection.ask('close', {})

/** A client of the user's, and so many documents that they take the attack a minute. */
async function fill(run: TestRun, index: string) {
  const client = run.opensearch()
  await client.bulk({
    index,
    refresh: true,
    body: Array.from({ length: 600 }, (_, n) => [{ index: {} }, { n }]).flat(),
  })
  return client
}

const PACE = 'requests_per_second=10'

/** What the engine tells a client of its tasks, but those of the asking; marks too, where the client asks by them. */
async function listTasks(run: TestRun, opaqueId = '') {
  const sent = { method: 'GET', path: '/_tasks?detailed&group_by=none' }
  const { body } = await run.opensearch().transport.request(sent, { opaqueId })
  const tasks = body.tasks as readonly { action: string; headers: Record<string, string> }[]
  return tasks.filter(({ action }) => !action.startsWith('cluster:monitor/tasks/'))
}

/** What the engine does for a run, by its own word; also asked by another one. */
async function tasksOf(run: TestRun, id = run.id): Promise<string[]> {
  const tasks = await listTasks(run, `${run.id}-`)
  return tasks.filter((task) => JSON.stringify(task).includes(id)).map(({ action }) => action)
}

const indicesOf = async (run: TestRun, id = run.id) =>
  (await run.send('opensearch', 'GET', `/_cat/indices/${id}-*?h=index`)).body

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
  const { run, prefix, over } = await inTest()
  const client = await fill(run, `${prefix}a`)
  const [path, body] = attack(`${prefix}a`, `${prefix}b`)
  const sent = { method: 'POST', path: `${path}&wait_for_completion=false`, body }
  const answer = await client.transport.request(sent, { opaqueId: 'mine' })
  expect(answer.body).toEqual({ task: expect.any(String) })
  expect(answer.headers).toMatchObject({ 'x-opaque-id': 'mine' })
  const own = (await listTasks(run)).filter(({ headers }) => Object.keys(headers).length > 0)
  expect(own.map(({ headers }) => headers)).toContainEqual({ 'X-Opaque-Id': 'mine' })
  expect(JSON.stringify(own.map(({ headers }) => headers))).not.toContain(run.id)
  expect(await tasksOf(run)).not.toEqual([])
  await over()
  expect(await tasksOf(run)).toEqual([])
  expect(await indicesOf(run)).toBe('')
  expect(await close(run)).toMatchObject({ failures: [] })
})

test.for(background)(
  '%s that its client gave up ends with its test, and writes nothing after it',
  async ([, attack]) => {
    const { run, prefix, over } = await inTest()
    const client = await fill(run, `${prefix}a`)
    const [path, body] = attack(`${prefix}a`, `${prefix}b`)
    const sent = client.transport.request({ method: 'POST', path, body }, { requestTimeout: 200, maxRetries: 0 })
    await expect(sent).rejects.toThrow('requestTimeout')
    expect(await tasksOf(run)).not.toEqual([])
    await over()
    expect(await tasksOf(run)).toEqual([])
    expect(await indicesOf(run)).toBe('')
    expect(await close(run)).toMatchObject({ failures: [] })
  },
)

test('tasks that go on when a run ends are ended before its end is proved', async () => {
  const { run, prefix } = await inTest()
  const client = await fill(run, `${prefix}a`)
  const path = `/_reindex?${PACE}&wait_for_completion=false`
  await client.transport.request({ method: 'POST', path, body: reindex(`${prefix}a`, `${prefix}b`) })
  const sent = { method: 'POST', path: `/_reindex?${PACE}`, body: reindex(`${prefix}a`, `${prefix}c`) }
  const given = client.transport.request(sent, { requestTimeout: 200, maxRetries: 0 })
  await expect(given).rejects.toThrow('requestTimeout')
  expect(await close(run)).toMatchObject({ failures: [] })
  const { run: next } = await inTest()
  expect(next.opened.engines).toEqual(run.opened.engines)
  expect(await tasksOf(next, run.id)).toEqual([])
  expect(await indicesOf(next, run.id)).toBe('')
  expect(await close(next)).toMatchObject({ failures: [] })
})

test('a task that does not end is named, with its index and the test that asked for it', async () => {
  const { run, prefix, over } = await inTest()
  const client = await fill(run, `${prefix}a`)
  const path = `/_reindex?${PACE}&wait_for_completion=false`
  await client.transport.request({ method: 'POST', path, body: reindex(`${prefix}a`, `${prefix}b`) })
  await expect(endTasks(client, `${run.id}-`, { timeoutMs: 0 })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: expect.stringMatching(
      new RegExp(
        `Last seen: .*indices:data/write/reindex, reindex from \\[${prefix}a\\] to \\[${prefix}b\\].* \\(asked for by ${run.id}-w1-, \\d+ s\\)`,
      ),
    ),
  })
  await over()
  expect(await close(run)).toMatchObject({ failures: [] })
})

/** Counts on its own, for a second at least, or without an end. */
const counting = (end: string) => `g.inject(0).repeat(__.math('_ + 1')).until(__.is(${end}))`
const SECONDS = counting('gte(1000000)')
const endless = `${counting('lt(0)')}.count()`

/** How many vertices the worker's graph holds once a write that was under way would have landed. */
async function countLater(run: TestRun): Promise<number> {
  const { client } = run.graph()
  await client.submit(`${SECONDS}.count()`)
  return (await client.submit('g.V().count()')).first() as number
}

/** Sends a script, as often as it is asked to, and gives it up by closing the connection. */
const giveUp = {
  async 'by HTTP'(run: TestRun, script: string, times = 1) {
    const sent = Array.from({ length: times }, () =>
      run.send('neptune', 'POST', '/gremlin', { body: JSON.stringify({ gremlin: script }), timeoutMs: 500 }),
    )
    const failing = await Promise.allSettled(sent)
    expect(failing.map(({ status }) => status)).toEqual(sent.map(() => 'rejected'))
  },
  async 'by WebSocket'(run: TestRun, script: string, times = 1) {
    const { client, g, close } = run.graph()
    await g.V().limit(1).toList()
    const sent = Array.from({ length: times }, () => client.submit(script))
    const failing = Promise.allSettled(sent)
    // The gate has read them once it answers what came behind them.
    await run.send('neptune', 'GET', '/status')
    await close()
    expect((await failing).map(({ status }) => status)).toEqual(sent.map(() => 'rejected'))
  },
} as const

/** Writes that are carried out as the result is read, and before there is one. */
const lateWrites = [`${SECONDS}.addV('late')`, `${SECONDS}.addV('late').iterate()`]
const ways = Object.entries(giveUp)

test.for(ways.flatMap(([way, give]) => lateWrites.map((script) => [way, script, give] as const)))(
  'the write %s that its client gave up does not appear in the next test: %s',
  async ([, script, give]) => {
    const { run, over } = await inTest()
    await give(run, script)
    await over()
    expect(await countLater(run)).toBe(0)
    expect(await close(run)).toMatchObject({ failures: [] })
  },
)

/** More than the engine has threads for queries. */
const MANY = 70

test.for(ways)('reads %s that were given up keep no thread of the engine', async ([, give]) => {
  const { run, over } = await inTest()
  await give(run, endless, MANY)
  expect(await run.graph().g.V().toList()).toEqual([])
  await over()
  expect(await close(run)).toMatchObject({ failures: [] })
})

test('a transaction that a test left open is rolled back and named, and commits nothing later', async () => {
  const { run, told, over } = await inTest()
  const { g } = run.graph()
  const transaction = g.tx()
  await transaction.begin().addV('late').next()
  await over()
  expect(told).toEqual([
    expect.stringMatching(
      /^Test '[^']+' left Gremlin sessions open, .*: session [0-9a-f-]{36} \(\d+ s\)\. .*beforeEach\.$/,
    ),
  ])
  // The driver opens another session for it.
  await transaction.commit().catch(() => {})
  expect(await g.V().count().next()).toMatchObject({ value: 0 })
  expect(await close(run)).toMatchObject({ failures: [] })
})

test('a transaction that a test has closed is not named', async () => {
  const { run, told, over } = await inTest()
  const { g } = run.graph()
  for (const end of ['commit', 'rollback'] as const) {
    const transaction = g.tx()
    await transaction.begin().addV('kept').next()
    await transaction[end]()
  }
  await over()
  expect(told).toEqual([])
  expect(await g.V().count().next()).toMatchObject({ value: 0 })
  expect(await close(run)).toMatchObject({ failures: [] })
})

test('traversals that go on in a graph end with the run, and the next run sees nothing of them', async () => {
  const { run } = await inTest()
  const { g } = run.graph()
  const transaction = g.tx()
  await transaction.begin().addV('late').next()
  await giveUp['by WebSocket'](run, lateWrites[1]!)
  expect(await close(run)).toMatchObject({ failures: [] })
  await expect(transaction.commit()).rejects.toThrow()
  const { run: next } = await inTest()
  expect(await countLater(next)).toBe(0)
  expect(await close(next)).toMatchObject({ failures: [] })
})
