import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ApiPath } from '../../../src/gate/views/api.ts'
import { apiPaths, partsOf } from '../../../src/gate/views/api-paths.ts'
import { methodsOf, route } from '../../../src/gate/views/route.ts'
import { targetOf } from '../../../src/gate/views/target.ts'
import { NameRejected } from '../../../src/gate/views/view.ts'

const read = (method: string, target: string) => {
  const call = route(method, target)
  return call && [call.path.api, call.path.path, { ...call.parts }]
}

describe('a request is read as the engine reads it', () => {
  test.for<[method: string, target: string, api: string, path: string, parts: Record<string, string>]>([
    ['GET', '/', 'info', '/', {}],
    ['HEAD', '/', 'ping', '/', {}],
    ['GET', '//', 'info', '/', {}],
    ['PUT', '/airports', 'indices.create', '/{index}', { index: 'airports' }],
    ['DELETE', '/*', 'indices.delete', '/{index}', { index: '*' }],
    ['DELETE', '/_all', 'indices.delete', '/{index}', { index: '_all' }],
    ['GET', '/airports/', 'indices.get', '/{index}', { index: 'airports' }],
    ['GET', '/*/_search', 'search', '/{index}/_search', { index: '*' }],
    ['GET', '/a,b*,-c/_search?size=0', 'search', '/{index}/_search', { index: 'a,b*,-c' }],
    ['GET', '/%3Clogs-%7Bnow%2Fd%7D%3E/_search', 'search', '/{index}/_search', { index: '<logs-{now/d}>' }],
    ['GET', '/a/_doc/b%2Fc', 'get', '/{index}/_doc/{id}', { index: 'a', id: 'b/c' }],
    ['PUT', '/a/_doc/100%%', 'index', '/{index}/_doc/{id}', { index: 'a', id: '100%' }],
    ['PUT', '/a/_doc/1+1', 'index', '/{index}/_doc/{id}', { index: 'a', id: '1+1' }],
    ['PUT', '/a/_doc/%C3%A9', 'index', '/{index}/_doc/{id}', { index: 'a', id: 'é' }],
    // A segment that stands for itself wins over a part, but a part at the start wins over one at the end.
    ['GET', '/_alias/_search', 'search', '/{index}/_search', { index: '_alias' }],
    ['GET', '/_search/pipeline', 'search_pipeline.get', '/_search/pipeline', {}],
    ['POST', '/_search/scroll', 'scroll', '/_search/scroll', {}],
    ['GET', '/_cluster', 'indices.get', '/{index}', { index: '_cluster' }],
    ['GET', '/_cat/count/a', 'cat.count', '/_cat/count/{index}', { index: 'a' }],
    ['POST', '/a/_rollover', 'indices.rollover', '/{alias}/_rollover', { alias: 'a' }],
    ['GET', '/_stats/docs', 'indices.stats', '/_stats/{metric}', { metric: 'docs' }],
    // What the description leaves out.
    ['PUT', '/a/_mappings', 'indices.put_mapping', '/{index}/_mappings', { index: 'a' }],
    ['GET', '/_aliases', 'indices.get_alias', '/_aliases', {}],
    ['GET', '/_plugins/_knn/warmup/a', 'knn.warmup', '/_plugins/_knn/warmup/{index}', { index: 'a' }],
    // A name in the query says what one in the path says.
    ['GET', '/_search?index=a%2Cb&q=x', 'search', '/{index}/_search', { index: 'a,b' }],
    ['GET', '/_search?q=x;index=a', 'search', '/{index}/_search', { index: 'a' }],
    ['GET', '/_search?index=a&index=b', 'search', '/{index}/_search', { index: 'b' }],
    ['GET', '/a/_search?index=b', 'search', '/{index}/_search', { index: 'a' }],
    ['GET', '/_alias?name=x&index=a', 'indices.get_alias', '/{index}/_alias/{name}', { index: 'a', name: 'x' }],
    [
      'GET',
      '/_cluster/state/_all?indices=a',
      'cluster.state',
      '/_cluster/state/{metric}/{index}',
      { metric: '_all', index: 'a' },
    ],
  ])('%s %s', ([method, target, api, path, parts]) => {
    expect(read(method, target)).toEqual([api, path, parts])
  })
})

test('the query is decoded, in its order, and without what became a part of the path', () => {
  expect(route('GET', '/_search?q=a+b%3Dc&index=a&pretty&=x=%2B;z#y')?.query).toEqual([
    ['q', 'a b=c'],
    ['pretty', ''],
    ['x', '+'],
    ['z', ''],
  ])
})

test.for(['/_plugins/_nobody', '/a/b/c/d', '/_nothing/b'])('a path that is not known has no call: %s', (target) => {
  expect(route('GET', target)).toBeUndefined()
  expect(methodsOf(target)).toEqual([])
})

test('a method that a path does not take has no call', () => {
  expect(route('DELETE', '/a/_search')).toBeUndefined()
  expect(methodsOf('/a/_search')).toEqual(['GET', 'POST'])
})

test.for(['/a%2', '/a%zz/_search', '/%', '/a?q=%'])('an escape that means nothing is rejected: %s', (target) => {
  expect(() => route('GET', target)).toThrow(NameRejected)
})

test('a target made of a call is read as the same call', () => {
  const text = fc
    .string({ minLength: 1, unit: fc.constantFrom(...'aZ0_-.,*<>{}/%+&;=?#" \'é€😀') })
    .filter((name) => name !== '*')
  const call = fc.constantFrom(...apiPaths).chain((path) =>
    fc.record({
      path: fc.constant(path),
      method: fc.constantFrom(...path.methods),
      parts: fc.record(Object.fromEntries(partsOf(path).map((part) => [part, text.map((name) => `x${name}`)]))),
      query: fc.array(
        fc.tuple(
          text.map((name) => `x${name}`),
          text,
        ),
      ),
    }),
  )
  fc.assert(
    fc.property(call, ({ path, method, parts, query }) => {
      const again = route(method, targetOf(path, parts, query))!
      // The description has paths that are one to the engine, as `/_nodes/{node_id}` and `/_nodes/{metric}`.
      expect(valuesOf(again.path, again.parts)).toEqual(valuesOf(path, parts))
      expect(again.query).toEqual(query)
    }),
  )
})

const valuesOf = (path: ApiPath, parts: Readonly<Record<string, string>>) => partsOf(path).map((part) => parts[part])
