import { deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { carriesMapping, refuseNativeVectors } from '../../src/gate/vector-engine.ts'

const LIMIT = 1024 * 1024
const mapping = '{"settings":{"index.knn":true},"mappings":{"properties":{"v":{"type":"knn_vector","dimension":3}}}}'

async function reasonOf(target: string, body: Buffer | string, headers: Record<string, string> = {}): Promise<string> {
  if (!carriesMapping('PUT', target)) return 'not looked at'
  const request = { method: 'PUT', target, headers: Object.entries(headers), body: Buffer.from(body), worker: 1 }
  const answer = await refuseNativeVectors(request, LIMIT)
  return answer ? (JSON.parse(answer.body) as { error: { reason: string } }).error.reason : 'let through'
}

test.each([
  ['/a'],
  ['//a'],
  ['/a/_mapping'],
  ['/a/%5Fmapping'],
  ['/a/%5fmapping%73'],
  ['/%5Fall/_mappings'],
  ['/_mapping'],
  ['/_index%5Ftemplate/t'],
  ['/%5Ftemplate/t'],
  ['/alias/_rollover'],
  ['/alias/_rollover/b'],
  ['/a?x=1'],
])('a native vector is found in a body for %s', async (target) => {
  expect(await reasonOf(target, mapping)).toContain('The field v is a knn_vector of the engine faiss (the default)')
})

test.each([
  ['escapes', mapping.replace('knn_vector', 'knn_vecto\\u0072')],
  ['escapes throughout', mapping.replace('knn_vector', '\\u006b\\u006e\\u006e\\u005fv\\u0065ctor')],
  ['blanks', mapping.replaceAll(':', ' \n: \t')],
])('a native vector is found behind %s', async (_, body) => {
  expect(await reasonOf('/a', body)).toContain('The field v is a knn_vector')
})

test.each([
  ['gzip', gzipSync(mapping)],
  ['x-gzip', gzipSync(mapping)],
  ['GZIP', gzipSync(mapping)],
  ['deflate', deflateSync(mapping)],
])('a native vector is found in %s', async (encoding, body) => {
  expect(await reasonOf('/a', body, { 'Content-Encoding': encoding })).toContain('The field v is a knn_vector')
})

test.each([
  ['YAML', 'mappings:\n  properties: {}', { 'content-type': 'application/yaml' }, 'it is application/yaml'],
  ['YAML that says it is JSON', 'mappings:\n  properties: {}', {}, 'its JSON cannot be read at byte 0'],
  ['SMILE', ':)\n\u0000', { 'content-type': 'application/smile' }, 'it is application/smile'],
  ['CBOR', '\u00bf\u00ff', { 'content-type': 'application/cbor' }, 'it is application/cbor'],
  ['a comment', `/* x */${mapping}`, {}, 'its JSON cannot be read at byte 0'],
  ['brotli', 'x', { 'content-encoding': 'br' }, 'its content-encoding is br'],
  ['two encodings', 'x', { 'content-encoding': 'gzip, gzip' }, 'its content-encoding is gzip, gzip'],
  [
    'an encoding by a name of every object',
    'x',
    { 'content-encoding': 'constructor' },
    'its content-encoding is constructor',
  ],
  ['what is not packed', mapping, { 'content-encoding': 'gzip' }, 'it is no gzip'],
  ['five million lists in each other', '['.repeat(5e6), {}, 'its values lie deeper than 1000 in each other'],
])('%s is refused by name, for the gate cannot look into it', async (_, body, headers, problem) => {
  expect(await reasonOf('/a', body, headers as Record<string, string>)).toBe(
    `The stand-in cannot read this mapping: ${problem}. ` +
      'It has to see whether a field needs native code. Send it as plain JSON, at most packed with gzip.',
  )
})

test('a body that unpacks to a gigabyte is given up at the limit, beside the thread of the daemon', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * LIMIT, ' '))
  const before = process.memoryUsage.rss()
  expect(await reasonOf('/a', bomb, { 'content-encoding': 'gzip' })).toContain(
    'unpacked, it is longer than 1048576 bytes',
  )
  expect(process.memoryUsage.rss() - before).toBeLessThan(32 * LIMIT)
})

test('an index without a body, and a document, are let through', async () => {
  expect(await reasonOf('/a', '')).toBe('let through')
  expect(await reasonOf('/a/_doc/1', mapping)).toBe('not looked at')
  expect(await reasonOf('/a/_doc/_mapping', mapping)).toBe('not looked at')
})
