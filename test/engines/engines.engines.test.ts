import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lockOf } from '../../src/engines/releases/engine-lock.ts'
import { gremlinServer37, opensearchReleases } from '../../src/engines/releases/engine-releases.ts'
import { type RunningEngine, startEngine } from '../gate/start-engine.ts'
import { startRelease } from './start-release.ts'

let opensearch: RunningEngine
let gremlin: RunningEngine

async function ask(method: string, path: string, body?: object | string) {
  const isLines = typeof body === 'string'
  const response = await fetch(`http://127.0.0.1:${opensearch.port}${path}`, {
    method,
    headers: { ...opensearch.headers, 'content-type': isLines ? 'application/x-ndjson' : 'application/json' },
    ...(body !== undefined && { body: isLines ? body : JSON.stringify(body) }),
  })
  return (await response.json()) as Record<string, never>
}

interface Hits {
  readonly hits: { readonly hits: readonly { readonly _id: string; readonly _score: number }[] }
}
const ids = (answer: unknown) => (answer as Hits).hits.hits.map(({ _id }) => _id)

describe.for(Object.entries(opensearchReleases))('%s', ([name, release]) => {
  beforeAll(async () => {
    opensearch = await startRelease(release)
  })
  afterAll(() => opensearch?.stop())

  test('is a cluster of one node of the pinned version', async () => {
    expect(opensearch.version).toBe(release.version)
    expect(name.startsWith(`OpenSearch_${release.version.split('.').slice(0, 2).join('.')}`)).toBe(true)
    expect(await ask('GET', '/_cluster/health')).toMatchObject({ number_of_nodes: 1, status: 'green' })
  })

  test('has painless scripts, and mustache templates', async () => {
    await ask('PUT', '/scripted/_doc/a?refresh', { n: 2 })
    const query = { script_score: { query: { match_all: {} }, script: { source: "doc['n'].value * 3" } } }
    expect(await ask('POST', '/scripted/_search', { query })).toMatchObject({ hits: { max_score: 6 } })
    const template = { source: '{"query": {"term": {"n": {{n}} }}}', params: { n: 2 } }
    expect(ids(await ask('POST', '/scripted/_search/template', template))).toEqual(['a'])
  })

  test('has ingest pipelines and reindex', async () => {
    await ask('PUT', '/_ingest/pipeline/upper', { processors: [{ uppercase: { field: 'name' } }] })
    await ask('PUT', '/before/_doc/a?refresh', { name: 'ayr' })
    await ask('POST', '/_reindex?refresh', { source: { index: 'before' }, dest: { index: 'after', pipeline: 'upper' } })
    expect(await ask('GET', '/after/_doc/a')).toMatchObject({ _source: { name: 'AYR' } })
  })

  test('has geo queries, percolators and joins', async () => {
    await ask('PUT', '/many', {
      mappings: {
        properties: {
          at: { type: 'geo_point' },
          query: { type: 'percolator' },
          name: { type: 'text' },
          relation: { type: 'join', relations: { town: 'street' } },
        },
      },
    })
    await ask('PUT', '/many/_doc/here?refresh', { at: { lat: 55.46, lon: -4.63 } })
    await ask('PUT', '/many/_doc/stored?refresh', { query: { match: { name: 'ayr' } } })
    await ask('PUT', '/many/_doc/town?refresh', { name: 'Ayr', relation: 'town' })
    await ask('PUT', '/many/_doc/street?routing=town&refresh', { relation: { name: 'street', parent: 'town' } })
    const search = async (query: object) => ids(await ask('POST', '/many/_search', { query }))
    expect(await search({ geo_distance: { distance: '5km', at: { lat: 55.45, lon: -4.62 } } })).toEqual(['here'])
    expect(await search({ percolate: { field: 'query', document: { name: 'to Ayr' } } })).toEqual(['stored'])
    expect(await search({ has_parent: { parent_type: 'town', query: { match: { name: 'ayr' } } } })).toEqual(['street'])
  })

  test('has search pipelines', async () => {
    const processors = { request_processors: [{ filter_query: { query: { term: { n: 1 } } } }] }
    await ask('PUT', '/_search/pipeline/ones', processors)
    await ask('POST', '/piped/_bulk?refresh', '{"index":{"_id":"a"}}\n{"n":1}\n{"index":{"_id":"b"}}\n{"n":2}\n')
    expect(ids(await ask('POST', '/piped/_search?search_pipeline=ones', {}))).toEqual(['a'])
  })

  // No k-NN is published for 2.17.
  const hasVectors = lockOf(release).artifacts.some(({ coordinates }) => coordinates.includes(':opensearch-knn:'))
  test(`${hasVectors ? 'has' : 'refuses'} vector search with the lucene engine`, async () => {
    const vector = { type: 'knn_vector', dimension: 2, method: { name: 'hnsw', engine: 'lucene' } }
    const settings = hasVectors ? { 'index.knn': true } : {}
    const made = await ask('PUT', '/vectors', { settings, mappings: { properties: { v: vector } } })
    if (!hasVectors) {
      expect(JSON.stringify(made)).toContain('No handler for type [knn_vector] declared on field [v]')
      return
    }
    const native = { ...vector, method: { name: 'hnsw', engine: 'faiss' } }
    expect(await ask('PUT', '/native', { settings, mappings: { properties: { v: native } } })).toMatchObject({
      error: {
        root_cause: [{ reason: expect.stringMatching(/^The field v is a knn_vector of the engine faiss, which/) }],
      },
    })
    const lines = [{ index: { _id: 'a' } }, { v: [1, 0] }, { index: { _id: 'b' } }, { v: [0, 1] }]
    await ask('POST', '/vectors/_bulk?refresh', `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)
    const query = { knn: { v: { vector: [0.9, 0.1], k: 1 } } }
    expect(ids(await ask('POST', '/vectors/_search', { query }))).toEqual(['a'])
    // The training of models needs native code.
    expect(await ask('POST', '/_plugins/_knn/models/m/_train', {})).toMatchObject({
      error: { root_cause: [{ reason: expect.stringMatching(/^The training of a k-NN model needs native code/) }] },
    })
  })
})

describe('Gremlin Server', () => {
  beforeAll(async () => {
    gremlin = await startRelease(gremlinServer37)
  })
  afterAll(() => gremlin?.stop())

  const run = async (gremlin_: string) => {
    const response = await fetch(`http://127.0.0.1:${gremlin.port}/gremlin`, {
      method: 'POST',
      headers: {
        ...gremlin.headers,
        'content-type': 'application/json',
        accept: 'application/vnd.gremlin-v3.0+json;types=false',
      },
      body: JSON.stringify({ gremlin: gremlin_ }),
    })
    const answer = (await response.json()) as { result?: { data: unknown[] }; message?: string }
    return answer.result?.data ?? answer.message
  }

  test('is the pinned version, with a graph for each worker and none without a number', async () => {
    expect(gremlin.version).toMatch(/^3\.7\.\d+$/)
    await run("g1.addV('a')")
    expect([await run('g0.V().count()'), await run('g1.V().count()'), await run('g3.V().count()')]).toEqual([
      [0],
      [1],
      [0],
    ])
    expect(await run('g.V()')).toContain('No such property: g')
    expect(await run('g4.V()')).toContain('No such property: g4')
  })

  test('makes string ids as Neptune does, and takes given ids', async () => {
    expect(await run("g2.addV('a').id()")).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
    expect(await run("g2.addV('a').property(T.id, 'mine').id()")).toEqual(['mine'])
    expect(await run("g2.V('mine').addE('e').to(__.V('mine')).property(T.id, 'edge').id()")).toEqual(['edge'])
  })

  test('keeps several values of a property, each once', async () => {
    await run("g2.addV('b').property('n', 1)")
    await run("g2.V().hasLabel('b').property('n', 2).property('n', 2)")
    expect(await run("g2.V().hasLabel('b').values('n').order()")).toEqual([1, 2])
    expect(await run("g2.V().hasLabel('b').property(single, 'n', 3).values('n')")).toEqual([3])
  })

  test('finds a vertex by a property while the traversal that changed it still runs', async () => {
    // An index of this graph would not find, until the commit, a vertex that was given an edge or a property.
    await run("g3.addV('a').property(T.id, 'x').property('city', 'Ayr')")
    const found = "V().has('city', 'Ayr').id()"
    expect(await run(`g3.V('x').addE('e').to(__.V('x')).${found}`)).toEqual(['x'])
    expect(await run(`g3.V('x').property('city', 'Wick').${found}`)).toEqual(['x'])
    expect(await run(`g3.${found}`)).toEqual(['x'])
  })

  test('keeps answering after a rollback', async () => {
    await run("g3.addV('a').property(T.id, 'gone').property('city', 'Oban'); graph3.tx().rollback()")
    expect(await run("g3.V().has('city', 'Oban').count()")).toEqual([0])
  })

  test.for([
    ['application/json', 'g:List'],
    ['application/vnd.gremlin-v1.0+json;types=false', undefined],
    ['application/vnd.gremlin-v2.0+json;types=false', undefined],
    ['application/vnd.gremlin-v2.0+json', undefined],
    ['application/vnd.gremlin-v3.0+json', 'g:List'],
  ] as const)('answers as %s', async ([accept, type]) => {
    const response = await fetch(`http://127.0.0.1:${gremlin.port}/gremlin?gremlin=1`, {
      headers: { ...gremlin.headers, accept },
    })
    const { result } = (await response.json()) as { result: { data: { '@type'?: string } } }
    expect(result.data['@type']).toBe(type)
  })
})

test('an engine that is killed is failed, and reports the signal', async () => {
  const engine = await startEngine('gremlin')
  try {
    const { pid } = (await engine.engine.observe()) ?? {}
    process.kill(pid!, 'SIGKILL')
    await expect
      .poll(() => engine.engine.observe(), { timeout: 10_000 })
      .toMatchObject({
        state: 'failed',
        detail: expect.stringMatching(/^.*\bSIGKILL\b.*\n/),
      })
  } finally {
    await engine.stop()
  }
})
