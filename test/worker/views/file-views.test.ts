import { expect, test } from 'vitest'
import { openWorker } from '../open-worker.ts'
import { type ScriptedGate, startScriptedGate } from './scripted-gate.ts'

const airports = { name: 'airports', physical: 'vaf-tests-source-airports', aliases: { all: {} } }
const dataset = { prefix: 'vaf-tests-source-', indices: [airports] }
const sources = { airports: { index: airports.physical, aliases: airports.aliases } }

/** A worker whose tests have views of the dataset, at its first test file. */
async function openFile(onTell?: (message: string) => void) {
  const gate = await startScriptedGate([dataset], sources)
  const worker = openWorker({ opensearch: gate.opensearch, ...(onTell && { tell: onTell }) })
  await worker.namespace.clean()
  await worker.views?.outside()
  return { gate, worker }
}

/** The code outside of tests makes something, in the view that it has now. */
function makeOutside(gate: ScriptedGate, make: (prefix: string) => void): void {
  const [id, { prefix }] = [...gate.views].at(-1)!
  make(prefix)
  gate.ends.set(id, { changed: true })
  gate.hasChanged = true
}

const opened = (gate: ScriptedGate) => Object.fromEntries(gate.views)

test('each test has a view of its own with its own key, which is also that of the worker, and code outside of tests has another', async () => {
  const { gate, worker } = await openFile()
  await worker.tests.begin('a', { name: 'file > a' })
  expect(opened(gate)).toEqual({
    t1: { prefix: 'vaf-tests-w1-t1-', layers: [dataset], credentials: expect.anything(), isWorkers: true },
    t2: expect.objectContaining({ prefix: 'vaf-tests-w1-t2-', layers: [dataset], isWorkers: true, test: 'file > a' }),
  })
  expect(await worker.tests.scopeOf('a').credentials()).toEqual(gate.views.get('t2')?.credentials)
  await worker.tests.end('a')
  expect([...gate.views.keys()]).toEqual(['t1'])
  await worker.tests.begin('b')
  expect(gate.views.get('t3')?.credentials).not.toEqual(gate.views.get('t1')?.credentials)
  await worker.tests.end('b')
  await worker.endViews()
  expect(opened(gate)).toEqual({})
})

test('concurrent tests have a view each, and the key of their worker has one that they share', async () => {
  const { gate, worker } = await openFile()
  const begin = (id: string) => worker.tests.begin(id, { isConcurrent: true })
  await Promise.all([begin('a'), begin('b')])
  const views = Object.values(opened(gate))
  expect(views.map(({ test, isWorkers }) => [test, isWorkers])).toEqual([
    [undefined, true],
    [undefined, true],
    ['a', false],
    ['b', false],
  ])
  await worker.tests.end('a')
  expect(gate.views.size).toBe(3)
  await worker.tests.end('b')
  expect([...gate.views.keys()]).toEqual(['t1'])
})

test('what code outside of tests has made is sealed, and each later view begins with it', async () => {
  const { gate, worker } = await openFile()
  makeOutside(gate, (prefix) => gate.indices.set(`${prefix}books`, { [`${prefix}shelf`]: { filter: {} } }))
  await worker.tests.begin('a', { suite: 'file' })
  expect(gate.asked).toContain('PUT /vaf-tests-w1-t1-books/_settings')
  const books = { name: 'books', physical: 'vaf-tests-w1-t1-books', aliases: { shelf: { filter: {} } } }
  const layers = [{ prefix: 'vaf-tests-w1-t1-', indices: [books] }, dataset]
  expect(Object.values(opened(gate)).map((view) => view.layers)).toEqual([layers, layers])
  await worker.tests.end('a')
  await worker.tests.begin('b', { suite: 'file' })
  expect([...gate.views.values()].at(-1)?.layers).toEqual(layers)
  await worker.tests.end('b')
  expect([...gate.indices.keys()]).toEqual(['vaf-tests-w1-t1-books'])
})

test('what code outside of tests has deleted is not in later views', async () => {
  const { gate, worker } = await openFile()
  gate.hasChanged = true
  gate.ends.set('t1', { covered: [airports.physical] })
  await worker.tests.begin('a')
  expect([...gate.views.values()].at(-1)?.layers).toEqual([])
  await worker.tests.end('a')
})

test('each later view has its own of the templates and data streams that code outside of tests has made', async () => {
  const { gate, worker } = await openFile()
  makeOutside(gate, (prefix) => {
    gate.templates.set(`${prefix}logs`, { index_patterns: [`${prefix}logs-*`], data_stream: {} })
    gate.streams.add(`${prefix}logs-app`)
  })
  await worker.tests.begin('a', { suite: 'file' })
  expect(gate.templates.get('vaf-tests-w1-t3-logs')).toEqual({
    index_patterns: ['vaf-tests-w1-t3-logs-*'],
    data_stream: {},
  })
  expect(gate.streams).toContain('vaf-tests-w1-t3-logs-app')
  await worker.tests.end('a')
  await worker.views?.ended.settled()
  expect([...gate.templates.keys(), ...gate.streams].filter((name) => name.includes('-t3-'))).toEqual([])
})

test('a test that makes nothing costs the engine no request', async () => {
  const { gate, worker } = await openFile()
  await worker.tests.begin('a', { suite: 'file' })
  const { indices } = worker.tests.scopeOf('a')
  expect(indices).toBeDefined()
  await worker.tests.end('a')
  await worker.endViews()
  await worker.namespace.clean()
  expect(gate.asked).toEqual([])
})

test('what a test has made is removed after its end, and the next test does not wait for it', async () => {
  const { gate, worker } = await openFile()
  await worker.tests.begin('a', { suite: 'file' })
  gate.indices.set('vaf-tests-w1-t2-books', {})
  gate.ends.set('t2', { changed: true })
  gate.hasChanged = true
  await worker.tests.end('a')
  expect(gate.indices.size).toBe(1)
  await worker.tests.begin('b', { suite: 'file' })
  await worker.tests.end('b')
  await worker.views?.ended.settled()
  expect(gate.indices.size).toBe(0)
  expect(gate.asked).toContain('DELETE /vaf-tests-w1-t2-books')
})

test('at the end of a test file nothing is left of the worker, and the worker names all by physical names', async () => {
  const { gate, worker } = await openFile()
  makeOutside(gate, (prefix) => gate.indices.set(`${prefix}books`, {}))
  await worker.tests.begin('a')
  await worker.tests.end('a')
  await worker.endViews()
  await worker.namespace.clean()
  expect(gate.indices.size).toBe(0)
  expect(gate.translated).toEqual([])
})

test('the fixtures of a test with a view have the names of the dataset, and no prefix', async () => {
  const { gate, worker } = await openFile()
  await worker.tests.begin('a')
  const scope = worker.tests.scopeOf('a')
  expect(await scope.indices().index()).toBe('airports')
  expect(await scope.indices().all()).toEqual({ airports: 'airports' })
  expect(await scope.prefixWithSeeds()).toBe('')
  await worker.tests.end('a')
  expect(gate.asked).toEqual([])
})

test("without a dataset the fixture index is made once, in the test's view, and removed with it", async () => {
  const gate = await startScriptedGate([])
  const worker = openWorker({ opensearch: gate.opensearch })
  await worker.views?.outside()
  await worker.tests.begin('a')
  const indices = worker.tests.scopeOf('a').indices()
  expect(await Promise.all([indices.index(), indices.index()])).toEqual(['index', 'index'])
  expect(gate.asked).toEqual(['PUT /vaf-tests-w1-t2-index'])
  await worker.tests.end('a')
  await worker.views?.ended.settled()
  expect(gate.indices.size).toBe(0)
})

test('a seed works in the view of code outside of tests, and what it has made goes with it', async () => {
  const { gate, worker } = await openFile()
  const seed = await worker.seeding.run(async () => {
    const scope = await worker.seeding.scope()
    expect(await scope.credentials()).toEqual(gate.views.get('t1')?.credentials)
    makeOutside(gate, (prefix) => gate.indices.set(`${prefix}books`, {}))
  })
  await worker.tests.begin('a')
  expect(await worker.tests.scopeOf('a').indices().all()).toEqual({ airports: 'airports', books: 'books' })
  await worker.tests.end('a')
  await worker.dropSeeds(seed)
  await worker.views?.ended.settled()
  expect(gate.indices.size).toBe(0)
  await worker.tests.begin('b')
  expect([...gate.views.values()].at(-1)?.layers).toEqual([dataset])
  expect(await worker.tests.scopeOf('b').indices().all()).toEqual({ airports: 'airports' })
  await worker.tests.end('b')
})

test('a test fails where the engine has lost what code outside of tests had made', async () => {
  const { gate, worker } = await openFile()
  makeOutside(gate, (prefix) => gate.indices.set(`${prefix}books`, {}))
  await worker.tests.begin('a')
  await worker.tests.end('a')
  worker.views?.noteLoss()
  await expect(worker.tests.begin('b')).rejects.toMatchObject({ code: 'AWS_FIXTURE_NAMESPACE' })
})

test('a warning names the requests of a test that the gate has ended', async () => {
  const told: string[] = []
  const { gate, worker } = await openFile((message) => told.push(message))
  await worker.tests.begin('a', { name: 'file > a' })
  gate.ends.set('t2', { changed: true, late: ['POST /_bulk (1 s)'] })
  await worker.tests.end('a')
  expect(told).toEqual([expect.stringMatching(/'file > a'.*POST \/_bulk/)])
})
