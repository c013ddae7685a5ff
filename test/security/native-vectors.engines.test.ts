import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningEngine, startEngine } from '../gate/start-engine.ts'

const vector = (method?: object) => ({ type: 'knn_vector', dimension: 2, ...(method && { method }) })
const fields = (field: object) => ({ properties: { v: field } })
const searched = { 'index.knn': true }
const vectorCalled = (type: string) => ({ type, dimension: 2 })
const scored = {
  script_score: {
    query: { match_all: {} },
    script: { source: 'knn_score', lang: 'knn', params: { field: 'v', query_value: [1, 0], space_type: 'l2' } },
  },
}
const lucene = { name: 'hnsw', engine: 'lucene' }

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array

/** A request: method, path, body and headers. */
type Request = readonly [method: string, path: string, body?: unknown, headers?: Record<string, string>]

/** Each ends with the request that would have the engine look for native code. */
const attacks: Readonly<Record<string, readonly Request[]>> = {
  'a field without a method, since faiss is the default': [
    ['PUT', '/default', { settings: searched, mappings: fields(vector()) }],
  ],
  'a field of nmslib': [
    ['PUT', '/nmslib', { settings: searched, mappings: fields(vector({ name: 'hnsw', engine: 'nmslib' })) }],
  ],
  'a mapping that is added later': [
    ['PUT', '/later', { settings: searched }],
    ['PUT', '/later/_mapping', fields(vector())],
  ],
  'index.knn from one component template, and the mapping from another': [
    ['PUT', '/_component_template/knn', { template: { settings: searched } }],
    ['PUT', '/_component_template/vector', { template: { mappings: fields(vector()) } }],
    ['PUT', '/_index_template/both', { index_patterns: ['composed*'], composed_of: ['knn', 'vector'] }],
  ],
  'index.knn from a template, and the mapping from the request': [
    ['PUT', '/_index_template/knn', { index_patterns: ['half*'], template: { settings: searched } }],
    ['PUT', '/half', { mappings: fields(vector()) }],
  ],
  'two legacy templates that match': [
    ['PUT', '/_template/knn', { index_patterns: ['legacy*'], settings: searched }],
    ['PUT', '/_template/vector', { index_patterns: ['legacy-*'], mappings: fields(vector()) }],
    ['PUT', '/legacy-1'],
  ],
  'an index that a document makes, of two legacy templates': [['POST', '/legacy-2/_doc', { v: [1, 2] }]],
  'a rollover': [
    ['PUT', '/rolled-1', { aliases: { rolled: {} } }],
    ['POST', '/rolled/_rollover', { settings: searched, mappings: fields(vector()) }],
  ],
  escapes: [
    [
      'PUT',
      '/escaped',
      JSON.stringify({ settings: searched, mappings: fields(vector()) }).replace('knn_v', '\\u006bnn_v'),
    ],
  ],
}

/** What the engine refuses by itself, so that no mapping comes of it. */
const rejectedAnyway: Readonly<Record<string, readonly Request[]>> = {
  'a dynamic template with a placeholder for the type': [
    [
      'PUT',
      '/dynamic',
      {
        settings: searched,
        mappings: { dynamic_templates: [{ t: { match: 'knn_*', mapping: vectorCalled('{name}') } }] },
      },
    ],
    ['POST', '/dynamic/_doc', { knn_vector: [1, 2] }],
  ],
  'index.knn that is set while the index is closed': [
    ['PUT', '/closed', { mappings: fields(vector()) }],
    ['POST', '/closed/_close'],
    ['PUT', '/closed/_settings', searched],
  ],
}

let engine: RunningEngine
beforeAll(async () => {
  engine = await startEngine('opensearch')
}, 240_000)
afterAll(() => engine?.stop())

const ask = async ([method, path, body, headers]: Request) => {
  const response = await fetch(`http://127.0.0.1:${engine.port}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...engine.headers, ...headers },
    ...(body !== undefined && { body: isRaw(body) ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.text() }
}

/** Answers all but the last, and returns what that is answered. */
const attack = async (requests: readonly Request[]) => {
  for (const request of requests.slice(0, -1)) expect(await ask(request)).toMatchObject({ status: 200 })
  return ask(requests.at(-1)!)
}

test.each(Object.entries(attacks))('native code is not reached by %s', async (_, requests) => {
  const { status, body } = await attack(requests)
  expect(status).toBe(400)
  expect(body).toMatch(
    /The field v is a knn_vector of the engine (faiss \(the default since 2\.18\)|nmslib), which needs native code/,
  )
  expect(body).toContain(`Use \\"method\\": {\\"name\\": \\"hnsw\\", \\"engine\\": \\"lucene\\"} here`)
})

test.each(Object.entries(rejectedAnyway))('native code is not reached by %s', async (_, requests) => {
  expect((await attack(requests)).status).toBe(400)
})

test.each(['faiss', 'nmslib', 'lucene'])(
  'a vector field of %s without index.knn is rejected in the words of the engine, as on AWS, and runs no native code',
  async (name) => {
    const { status, body } = await ask([
      'PUT',
      `/flat-${name}`,
      { mappings: fields(vector({ name: 'hnsw', engine: name })) },
    ])
    expect(status).toBe(400)
    expect(body).toContain('Cannot set modelId or method parameters when index.knn setting is false')
  },
)

test('a clone of an index for which index.knn is set has no shard, and accepts no document', async () => {
  const made = await attack([
    ['PUT', '/original', { settings: { 'index.blocks.write': true }, mappings: fields(vector()) }],
    [
      'POST',
      '/original/_clone/clone?wait_for_active_shards=0',
      { settings: { ...searched, 'index.blocks.write': null } },
    ],
  ])
  expect(made.status).toBe(200)
  const { status, body } = await ask(['POST', '/clone/_doc?timeout=1s', { v: [1, 2] }])
  expect(status).toBe(503)
  expect(body).toContain('unavailable_shards_exception')
  expect((await ask(['DELETE', '/clone'])).status).toBe(200)
})

test.each(['/_plugins/_knn/models/m1/_train', '/_plugins/_knn/models/_train'])(
  'a model is not trained by POST %s, because that would never end and would block every other training',
  async (path) => {
    const vectors = Array.from({ length: 1_100 }, (_, n) => `{"index":{}}\n{"v":[${n},${n % 7}]}\n`).join('')
    await ask(['PUT', '/training', { mappings: fields(vector()) }])
    await ask(['POST', '/training/_bulk?refresh', Buffer.from(vectors)])
    const method = { name: 'ivf', engine: 'faiss', space_type: 'l2', parameters: { nlist: 2 } }
    const training = { training_index: 'training', training_field: 'v', dimension: 2, method }
    const { status, body } = await ask(['POST', path, training])
    expect([status, JSON.parse(body).error]).toMatchObject([400, { type: 'illegal_argument_exception' }])
    expect(JSON.parse(body).error.reason).toMatch(
      /^The training of a k-NN model needs native code that this stand-in does not have\. Use a field with "method":/,
    )
    expect((await ask(['GET', '/_plugins/_knn/models/_search'])).body).toContain('no such index')
  },
)

test('the engine rejects a body that unpacks to more than it accepts', async () => {
  const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024, ' '))
  const { status } = await ask(['PUT', '/bomb', bomb, { 'content-encoding': 'gzip' }])
  expect(status).toBe(413)
})

test('vectors of lucene, and those of an index that names no engine, can be searched after these attacks', async () => {
  for (const [index, settings, field, query] of [
    ['lucene', searched, vector(lucene), { knn: { v: { vector: [1, 0], k: 1 } } }],
    ['exact', {}, vector(), scored],
  ] as const) {
    expect(await ask(['PUT', `/${index}`, { settings, mappings: fields(field) }])).toMatchObject({ status: 200 })
    expect(await ask(['PUT', `/${index}/_doc/near?refresh`, { v: [0.9, 0.1] }])).toMatchObject({ status: 201 })
    expect(await ask(['PUT', `/${index}/_doc/far?refresh`, { v: [0, 1] }])).toMatchObject({ status: 201 })
    const { body } = await ask(['POST', `/${index}/_search`, { query }])
    expect(JSON.parse(body).hits.hits[0]._id).toBe('near')
  }
})
