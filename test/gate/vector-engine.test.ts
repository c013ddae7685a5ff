import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { carriesMapping, refuseNativeVectors } from '../../src/gate/vector-engine.ts'

const vector = (method?: object) => ({ type: 'knn_vector', dimension: 3, ...(method && { method }) })
const index = (field: object) => ({ settings: { 'index.knn': true }, mappings: { properties: { embedding: field } } })

async function ask(target: string, body: unknown, options: { method?: string; gzip?: boolean } = {}) {
  const text = Buffer.from(JSON.stringify(body))
  if (!carriesMapping(options.method ?? 'PUT', target)) return undefined
  return refuseNativeVectors(
    {
      method: options.method ?? 'PUT',
      target,
      headers: options.gzip ? [['Content-Encoding', 'gzip']] : [],
      body: options.gzip ? gzipSync(text) : text,
      worker: 1,
    },
    1024 * 1024,
  )
}

test('refuses a field of an engine with native code, and says what to use', async () => {
  const answer = await ask('/places', index(vector({ name: 'hnsw', engine: 'nmslib' })))
  expect(answer?.status).toBe(400)
  expect(JSON.parse(String(answer?.body)).error.reason).toBe(
    'The field embedding is a knn_vector of the engine nmslib, which needs native code that this stand-in does not have. ' +
      'Use "method": {"name": "hnsw", "engine": "lucene"} here, or test it with the official image (target \'containers\') or on a real domain (target \'aws\').',
  )
})

test.for([
  ['without a method, since faiss is the default', '/places', index(vector())],
  ['in a mapping that is added later', '/places/_mapping', { properties: { a: { properties: { b: vector() } } } }],
  ['in an index template', '/_index_template/t', { index_patterns: ['x*'], template: index(vector()) }],
  ['in a component template', '/_component_template/t', { template: index(vector({ engine: 'faiss' })) }],
] as const)('refuses it %s', async ([, target, body]) => {
  expect((await ask(target, body))?.status).toBe(400)
  expect((await ask(target, body, { gzip: true }))?.status).toBe(400)
})

test.for([
  ['a field of the lucene engine', '/places', index(vector({ name: 'hnsw', engine: 'lucene' })), 'PUT'],
  ['a document that looks like a mapping', '/places/_doc/1', index(vector()), 'PUT'],
  ['a search that speaks of it', '/places/_search', index(vector()), 'POST'],
  ['a look', '/places', index(vector()), 'GET'],
  ['a vector in an index without engines', '/places', { mappings: { properties: { v: vector() } } }, 'PUT'],
  ['an index without vectors', '/places', index({ type: 'keyword' }), 'PUT'],
] as const)('lets %s pass', async ([, target, body, method]) => {
  expect(await ask(target, body, { method })).toBeUndefined()
})
