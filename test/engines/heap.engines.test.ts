import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningEngine, startEngine } from '../gate/start-engine.ts'

const HEAP_MB = 256

let engine: RunningEngine
beforeAll(async () => {
  engine = await startEngine('opensearch', { change: (spec) => ({ ...spec, heapMb: HEAP_MB }) })
})
afterAll(() => engine?.stop())

async function ask(method: string, path: string, body?: object | string) {
  const response = await fetch(`http://127.0.0.1:${engine.port}${path}`, {
    method,
    headers: {
      ...engine.headers,
      'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json',
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

/** Sends documents in batches of 2,500. */
async function fill(index: string, count: number, documentOf: (n: number) => object) {
  for (let from = 0; from < count; from += 2_500) {
    const lines = Array.from({ length: 2_500 }, (_, n) => `{"index":{}}\n${JSON.stringify(documentOf(from + n))}\n`)
    expect((await ask('POST', `/${index}/_bulk?refresh=true`, lines.join(''))).status).toBe(200)
  }
}

interface Node {
  readonly settings: object
  readonly jvm: { readonly mem: { readonly heap_init_in_bytes: number } }
  readonly breakers: { readonly parent: { readonly estimated_size_in_bytes: number } }
}

async function nodeBy(path: string): Promise<Node> {
  const { nodes } = JSON.parse((await ask('GET', path)).text) as { nodes: Record<string, Node> }
  return Object.values(nodes)[0]!
}

test('OpenSearch has the heap of the option, and the settings that keep the heap from filling up', async () => {
  expect(await nodeBy('/_nodes/settings,jvm?flat_settings=true')).toMatchObject({
    jvm: { mem: { heap_init_in_bytes: HEAP_MB * 1024 ** 2 } },
    settings: {
      'indices.breaker.total.use_real_memory': 'false',
      'indices.breaker.total.limit': '60%',
      'indices.cache.cleanup_interval': '1s',
    },
  })
})

test('the circuit breakers count nothing for answered requests, however much garbage they have left', async () => {
  await fill('large', 2_500, () => ({ text: 'x'.repeat(6_000) }))
  for (let n = 0; n < 3; n += 1) expect((await ask('POST', '/large/_search?size=2500')).status).toBe(200)
  const { breakers } = await nodeBy('/_nodes/stats/breaker')
  expect(breakers.parent.estimated_size_in_bytes).toBeLessThan(1024 ** 2)
})

test('requests that need too much heap are rejected by a circuit breaker, and OpenSearch keeps serving', async () => {
  await fill('wide', 10_000, (n) => ({ n, word: `word${n}` }))
  // 16 KiB for each of 10,000 buckets.
  const counted = { cardinality: { field: 'word.keyword', precision_threshold: 40_000 } }
  const body = { size: 0, aggs: { a: { terms: { field: 'n', size: 10_000 }, aggs: { counted } } } }
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask('POST', '/wide/_search', body)))
  for (const { status, text } of answers) {
    expect(status).toBe(429)
    expect(text).toMatch(/"type":"circuit_breaking_exception","reason":"\[(request|parent)\] Data too large/)
  }
  expect((await ask('PUT', '/small/_doc/1?refresh=true', { a: 1 })).status).toBe(201)
})
