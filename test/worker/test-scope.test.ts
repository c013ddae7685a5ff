import { expect, test } from 'vitest'
import type { ProvidedNeptune, ProvidedOpenSearch } from '../../src/contracts/provided-run.ts'
import { openWorker } from './open-worker.ts'

/** An address without a server. Tests that only wait and send nothing do not need one. */
const at = { url: 'https://127.0.0.1:9', region: 'eu-west-1', signingHost: 'localhost' }
const opensearch: ProvidedOpenSearch = {
  endpoint: { ...at, service: 'opensearch' },
  ...{ hasGate: true, notesChanges: true, sources: {} },
}
const neptune: ProvidedNeptune = {
  endpoint: { ...at, service: 'neptune' },
  ...{ version: '3.7.5', hasGate: true, notesChanges: true, loading: 'io' },
}

/** A worker with a graph, in which these tests run concurrently. */
async function openTests(ids: readonly string[]) {
  const worker = openWorker({ neptune })
  const stops = new Map(ids.map((id) => [id, new AbortController()]))
  for (const [id, { signal }] of stops) await worker.tests.begin(id, { name: `file > ${id}`, signal })
  const scopes = ids.map((id) => worker.tests.scopeOf(id))
  return { worker, scopes, stop: (id: string) => stops.get(id)?.abort() }
}

test('each test has an index prefix of its own under that of its worker', async () => {
  const worker = openWorker({ id: 'vaf-3f9c2', opensearch })
  for (const id of ['a', 'b']) await worker.tests.begin(id)
  expect(['a', 'b'].map((id) => worker.tests.scopeOf(id).indexPrefix)).toEqual(['vaf-3f9c2-w1-t1-', 'vaf-3f9c2-w1-t2-'])
})

test('a fixture of a service that is not configured fails with a ConfigError that names the missing key', async () => {
  const worker = openWorker()
  await worker.tests.begin('a')
  const scope = worker.tests.scopeOf('a')
  await expect(scope.opensearch()).rejects.toMatchObject({
    ...{ code: 'AWS_FIXTURE_CONFIG', message: expect.stringContaining("'opensearch'") },
  })
  await expect(scope.graph()).rejects.toMatchObject({
    ...{ code: 'AWS_FIXTURE_CONFIG', message: expect.stringContaining("'neptune'") },
  })
  await worker.tests.end('a')
  expect(() => worker.tests.scopeOf('a')).toThrow(expect.objectContaining({ code: 'AWS_FIXTURE_NAMESPACE' }))
})

test('concurrent tests get the graph one after the other, in the order of their requests', async () => {
  const { scopes } = await openTests(['a', 'b', 'c'])
  const order: string[] = []
  const graphs = scopes.map((scope) => scope.graph().then(() => order.push(scope.name)))
  await graphs[0]
  expect(order).toEqual(['file > a'])
  scopes[0]?.end()
  await graphs[1]
  scopes[1]?.end()
  await graphs[2]
  expect(order).toEqual(['file > a', 'file > b', 'file > c'])
})

test('a test that asks for the graph again gets the same graph, and waits only once', async () => {
  const { scopes } = await openTests(['a'])
  const [first, second] = await Promise.all([scopes[0]!.graph(), scopes[0]!.graph()])
  expect(first.g).toBe(second.g)
  expect(first.owned).toBe(first.g)
  expect(scopes[0]?.waited).toBeUndefined()
})

test('a test that is stopped while it waits never has the graph, and the next test does not wait for it', async () => {
  const { scopes, stop } = await openTests(['a', 'b', 'c'])
  await scopes[0]?.graph()
  const stopped = scopes[1]!.graph()
  const next = scopes[2]!.graph()
  stop('b')
  await expect(stopped).rejects.toMatchObject({
    ...{ code: 'AWS_FIXTURE_NAMESPACE', message: expect.stringContaining("'file > b'") },
  })
  scopes[0]?.end()
  await next
})

test('a test that never had the graph leaves it alone at its end, because its contents belong to another test', async () => {
  const { worker, scopes, stop } = await openTests(['a', 'b'])
  await scopes[0]?.graph()
  const waiting = scopes[1]!.graph()
  stop('b')
  await expect(waiting).rejects.toThrow()
  // A gate that does not answer would fail any request to the graph.
  await scopes[1]?.removeOwn()
  await expect(scopes[0]?.removeOwn()).rejects.toThrow()
  expect(worker.tests.areRunning).toBe(true)
})

test('a test that closes its client does not close the client of another test', async () => {
  const worker = openWorker({ opensearch })
  for (const id of ['a', 'b']) await worker.tests.begin(id)
  const [one, other] = await Promise.all(['a', 'b'].map((id) => worker.tests.scopeOf(id).opensearch()))
  expect(one).not.toBe(other)
  await one!.close()
  // The request fails because no server listens there, and not because the client was closed.
  await expect(other!.info()).rejects.toThrow(/ECONNREFUSED/)
})
