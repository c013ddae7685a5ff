import fc from 'fast-check'
import type { View } from '../../../../src/gate/views/view.ts'

/** A part of a body as the user's code sends it, and as the engine has to get it. */
interface Part {
  readonly given: object
  readonly expected: object
}

const same = (part: object): Part => ({ given: part, expected: part })
const within = (part: Part, wrap: (inner: object) => object): Part => ({
  given: wrap(part.given),
  expected: wrap(part.expected),
})
const withinAll = (parts: readonly Part[], wrap: (inner: readonly object[]) => object): Part => ({
  given: wrap(parts.map(({ given }) => given)),
  expected: wrap(parts.map(({ expected }) => expected)),
})

/** Bodies of searches in which names stand everywhere, also such as are fields or values of documents and no names. */
export function searches(view: View): fc.Arbitrary<Part> {
  const name = fc.constantFrom('airports', 'routes', 'ports', 'books', 'index', '_index', 'x-1')
  const named = (make: (name: string) => object): fc.Arbitrary<Part> =>
    name.map((one) => ({ given: make(one), expected: make(view.physical(one)) }))
  const leaf = fc.oneof(
    name.map((one) => ({
      given: { term: { _index: one } },
      expected: { terms: { _index: view.expression([one]) } },
    })),
    named((index) => ({ terms: { index: { index, id: '1', path: 'index' }, boost: 1.5 } })),
    named((index) => ({ percolate: { field: 'index', index, id: '1' } })),
    named((_index) => ({ more_like_this: { like: ['_index:a', { _index, _id: 'index' }], fields: ['index'] } })),
    named((index) => ({ geo_shape: { index: { indexed_shape: { index, id: '1' } } } })),
    name.map((field) => same({ match: { [`${field}.a`]: { query: field } } })),
    name.map((value) => same({ terms: { index: [value, '_index'] } })),
    name.map((value) =>
      same({ percolate: { field: 'a', document: { index: value, query: { term: { _index: value } } } } }),
    ),
  )
  const { query } = fc.letrec<{ query: Part }>((tie) => {
    const one = tie('query')
    const some = fc.array(one, { maxLength: 2 })
    return {
      query: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        some.map((parts) => withinAll(parts, (must) => ({ bool: { must, boost: 2 } }))),
        one.map((part) =>
          within(part, (filter) => ({ bool: { filter, must_not: [{ exists: { field: '_index' } }] } })),
        ),
        some.map((parts) => withinAll(parts, (queries) => ({ dis_max: { queries } }))),
        one.map((part) => within(part, (inner) => ({ nested: { path: 'index', query: inner } }))),
        one.map((part) => within(part, (filter) => ({ function_score: { functions: [{ filter, weight: 1 }] } }))),
        one.map((part) => within(part, (filter) => ({ knn: { index: { vector: [1], k: 1, filter } } }))),
      ),
    }
  })
  const aggregation = fc.oneof(
    query.map((part) => within(part, (filter) => ({ filter }))),
    fc.array(query, { maxLength: 2 }).map((parts) => withinAll(parts, (filters) => ({ filters: { filters } }))),
    name.map((field) => same({ terms: { field: `a.${field}`, include: ['airports'] } })),
  )
  return fc
    .record({ query, post_filter: query, index: aggregation, rescore: query }, { requiredKeys: ['query'] })
    .map((parts) => {
      const render = (side: 'given' | 'expected') => ({
        query: parts.query[side],
        ...(parts.post_filter && { post_filter: parts.post_filter[side] }),
        ...(parts.index && { aggs: { index: { ...parts.index[side], aggs: { _index: parts.index[side] } } } }),
        ...(parts.rescore && { rescore: { window_size: 1, query: { rescore_query: parts.rescore[side] } } }),
      })
      return { given: render('given'), expected: render('expected') }
    })
}
