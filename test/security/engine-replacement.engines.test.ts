import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TestNotes } from '../../src/contracts/test-notes.ts'
import { TOO_SHORT_MS } from '../../src/gate/changes/engine-replacement.ts'
import { daemonOfFile } from '../daemon/own-daemons.ts'
import { TestRun } from './test-run.ts'

const dataset = join(import.meta.dirname, '../../fixtures/airports')

const own = daemonOfFile()

const open = (config: object) => TestRun.open(own, config)

/** Ends the one engine of a run as the system does that has no memory left. */
const killEngine = ({ opened }: TestRun) => process.kill(opened.engines[0]?.pid ?? 0, 'SIGKILL')

const gremlin = (run: TestRun, script: string) =>
  run.send('neptune', 'POST', '/gremlin', { body: JSON.stringify({ gremlin: script }) })

const changed = async (run: TestRun, service: 'neptune' | 'opensearch') =>
  JSON.parse((await run.send(service, 'GET', '/_aws_fixtures/changes')).body)

/** A query that goes on for as long as the engine lives, and takes no memory. */
const ENDLESS = 'g.inject(0).repeat(identity()).times(2000000000).count()'

/** Has a run ask for what never ends, until it counts as one that may have ended the engine; resolves to its failure. */
async function askForever(hostile: TestRun, innocent: TestRun): Promise<{ readonly killed: Promise<unknown> }> {
  const askedAt = performance.now()
  const killed = gremlin(hostile, ENDLESS).catch((error: Error) => error)
  const ageMs = async () => {
    expect((await gremlin(innocent, 'g.V().count()')).status).toBe(200)
    return performance.now() - askedAt
  }
  await expect.poll(ageMs, { timeout: 10_000 }).toBeGreaterThan(2 * TOO_SHORT_MS)
  return { killed }
}

const warnings = ({ events }: TestRun) => events.flatMap((event) => (event.type === 'warning' ? event.message : []))

test('a Gremlin engine that is killed is replaced for a run that had no request under way, and its client goes on', async () => {
  const [hostile, innocent] = [await open({ neptune: true }), await open({ neptune: true })]
  const { g } = innocent.graph()
  await g.addV('mine').next()
  // As its worker does; the name is of its choice.
  new TestNotes(hostile.opened.directory, 1).begin('1', 'orders.test.ts > counts \u001b[2J')
  const { killed } = await askForever(hostile, innocent)
  killEngine(hostile)
  await killed
  const hit = await gremlin(innocent, 'g.V().count()')
  expect(hit.status).toBe(500)
  expect(hit.body).toContain('The Gremlin engine that runs share has ended, and another takes its place.')
  expect(hit.body).toContain(`(the run in ${own.base})`)
  expect(hit.body).toContain(
    'What the tests of this worker that run now had written is lost; datasets are there again.',
  )
  // The end of the test: the worker looks, restores, and says so, and what was rejected meanwhile.
  expect(await changed(innocent, 'neptune')).toMatchObject({
    ...{ changed: true, lost: true },
    rejected: { count: 1, told: [{ what: 'POST /gremlin', status: 500 }] },
  })
  expect((await gremlin(innocent, 'g.V().count()')).body).toContain('"@value":[{"@type":"g:Int64","@value":0}]')
  expect((await innocent.send('neptune', 'DELETE', '/_aws_fixtures/changes')).body).toBe('{"changed":false}')
  await g.addV('next').next()
  expect(await g.V().count().next()).toMatchObject({ value: 1 })
  expect(warnings(innocent)).toEqual([
    expect.stringContaining('Under way was: worker 1, in test "orders.test.ts > counts  [2J": POST /gremlin'),
  ])

  expect(await innocent.connection.ask('close', {})).toMatchObject({ failures: [] })
  expect(await hostile.connection.ask('close', {})).toMatchObject({
    failures: [{ error: { message: expect.stringContaining('Its engine ended by itself while the tests ran.') } }],
  })
})

test('a graph that held its dataset holds it in the next engine, and its worker notices nothing', async () => {
  const [hostile, innocent] = [await open({ neptune: true }), await open({ neptune: { dataset } })]
  const { g } = innocent.graph()
  const { file } = innocent.opened.provided.neptune!.graph!
  await (g as unknown as { io(name: string): { read(): { toList(): Promise<unknown> } } }).io(file).read().toList()
  await innocent.send('neptune', 'DELETE', '/_aws_fixtures/changes')
  const { killed } = await askForever(hostile, innocent)
  killEngine(hostile)
  await killed
  expect(await g.V().count().next()).toMatchObject({ value: 3376 })
  expect(await changed(innocent, 'neptune')).toEqual({ changed: false })
  expect(await innocent.connection.ask('close', {})).toMatchObject({ failures: [] })
})

test('an OpenSearch engine that is killed is replaced, with the dataset in it', async () => {
  const [hostile, innocent] = [await open({ opensearch: true }), await open({ opensearch: { dataset } })]
  const leaving = await open({ opensearch: true })
  const client = innocent.opensearch()
  const { airports } = innocent.opened.provided.opensearch!.sources
  killEngine(hostile)
  // A run that ends just then ends well.
  await expect.poll(() => warnings(leaving), { interval: 5 }).toHaveLength(1)
  expect(await leaving.connection.ask('close', {})).toMatchObject({ failures: [] })
  const { body } = await client.count({ index: airports!.index })
  expect(body.count).toBe(3376)
  expect(warnings(innocent)).toEqual([expect.stringContaining('The OpenSearch engine that runs share has ended')])
  expect(await innocent.connection.ask('close', {})).toMatchObject({ failures: [] })
  expect(await hostile.connection.ask('close', {})).toMatchObject({ failures: [] })
})
