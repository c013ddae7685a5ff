import { memberOf } from '../json/json-edits.ts'
import { readJson } from '../json/read-json.ts'
import { NameRejected } from '../view.ts'
import { queryOnIndex, termsOnIndex } from './index-field.ts'
import { translateLuceneQuery } from './lucene-query.ts'
import { severalFields } from './messages.ts'
import { script, scriptsWithin } from './scripts.ts'
import {
  both,
  eachItem,
  eachMember,
  innerHits,
  itemsOf,
  members,
  membersOf,
  none,
  query,
  readIndex,
  rejectNames,
  type Translate,
  textOf,
} from './walk.ts'

/** Translates the names of indices in a query, and of stored scripts. */
export const translateQuery: Translate = (walk, node) => {
  for (const member of membersOf(node)) {
    if (queryOnIndex(walk, member)) continue
    const translate = Object.hasOwn(queryTypes, member.name) ? queryTypes[member.name]! : rejectNames(member.name)
    translate(walk, member.value)
  }
}

const queries = eachItem(query)

/** `{ field: … }` where the field is not `_index`, or the engine rejects it for that field. */
const leaf = none

const lookup = members({ index: readIndex, query })

const terms: Translate = (walk, node) => {
  for (const { name, value } of membersOf(node)) {
    if (value.kind === 'object') lookup(walk, value)
    if (name === '_index') termsOnIndex(walk, value)
  }
}

const moreLikeThis = eachItem(members({ _index: readIndex }))

const FIELD_MAY_BE_INDEX = /^_index(?:\^.*)?$/

/** Fails with NameRejected where a text is searched for in `_index` and in other fields alike. */
const fields: Translate = (_walk, node) => {
  if (itemsOf(node).some((field) => FIELD_MAY_BE_INDEX.test(textOf(field) ?? ''))) {
    throw new NameRejected(severalFields)
  }
}

const luceneQuery: Translate = ({ edits, context }, node) => {
  const text = textOf(node)
  if (text === undefined) return
  const translated = translateLuceneQuery(text, context.view)
  if (translated !== text) edits.replace(node, translated)
}

/** A query in Base64. */
const wrapped: Translate = (walk, node) => {
  const text = textOf(node)
  if (text === undefined) return
  const edits = readJson(Buffer.from(text, 'base64'))
  query({ ...walk, edits }, edits.root)
  walk.edits.replace(node, edits.bytes().toString('base64'))
}

/** Where no index is named, the engine looks a shape up in `shapes`. */
const indexedShape: Translate = (walk, node) => {
  const shape = memberOf(node, 'indexed_shape')
  if (shape?.kind !== 'object') return
  const index = memberOf(shape, 'index')
  if (index) return readIndex(walk, index)
  walk.context.reach(['shapes'], 'reads')
  walk.edits.add(shape, 'index', walk.context.view.physical('shapes'))
}

const scoreFunctions = members({ filter: query, script_score: members({ script }) })
const joined = members({ query, inner_hits: innerHits })
const spans = members({ clauses: queries })
const fieldWithFilter = eachMember(members({ filter: queries }))

const queryTypes: Readonly<Record<string, Translate>> = {
  ...Object.fromEntries(
    [
      ...['common', 'distance_feature', 'exists', 'fuzzy', 'geo_bounding_box', 'geo_distance', 'geo_polygon', 'ids'],
      ...['match', 'match_all', 'match_bool_prefix', 'match_none', 'match_phrase', 'match_phrase_prefix', 'parent_id'],
      ...['prefix', 'range', 'rank_feature', 'regexp', 'span_term', 'term', 'wildcard', 'neural_sparse', 'span_gap'],
    ].map((name) => [name, leaf]),
  ),
  bool: members({ must: queries, must_not: queries, filter: queries, should: queries }),
  boosting: members({ positive: query, negative: query }),
  constant_score: members({ filter: query }),
  dis_max: members({ queries }),
  field_masking_span: members({ query }),
  function_score: both(scoreFunctions, members({ query, functions: eachItem(scoreFunctions) })),
  geo_shape: eachMember(indexedShape),
  has_child: joined,
  has_parent: joined,
  hybrid: members({ queries }),
  intervals: scriptsWithin,
  knn: fieldWithFilter,
  more_like_this: members({ like: moreLikeThis, unlike: moreLikeThis }),
  multi_match: members({ fields }),
  nested: joined,
  neural: fieldWithFilter,
  percolate: members({ index: readIndex }),
  query_string: members({ query: luceneQuery, fields, default_field: fields }),
  script: members({ script }),
  script_score: members({ query, script }),
  simple_query_string: members({ fields }),
  span_containing: members({ big: query, little: query }),
  span_first: members({ match: query }),
  span_multi: members({ match: query }),
  span_near: spans,
  span_not: members({ include: query, exclude: query }),
  span_or: spans,
  span_within: members({ big: query, little: query }),
  template: query,
  terms,
  terms_set: eachMember(members({ minimum_should_match_script: script })),
  wrapper: members({ query: wrapped }),
  xy_shape: eachMember(indexedShape),
}
