import { type JsonNode, memberOf } from '../json/json-edits.ts'
import { orderByIndex } from './order.ts'
import { scriptsWithin } from './scripts.ts'
import {
  both,
  innerHits,
  itemsOf,
  members,
  membersOf,
  query,
  type Translate,
  textOf,
  textsOf,
  type Walk,
} from './walk.ts'

/** Aggregations by the user's names for them: `{ cities: { terms: { … }, aggs: { … } } }`. */
export const aggregations: Translate = (walk, node) => {
  for (const { value } of membersOf(node)) {
    for (const { name: type, value: parameters } of membersOf(value)) {
      if (type === 'aggs' || type === 'aggregations') aggregations(walk, parameters)
      else if (type !== 'meta') (Object.hasOwn(types, type) ? types[type]! : plain)(walk, parameters)
    }
  }
}

/** Buckets by names of indices are in their order, and may be only some. */
const byTerms: Translate = (walk, node) => {
  if (textOf(memberOf(node, 'field')) !== '_index') return
  orderByIndex(walk)
  for (const { name, value } of membersOf(node)) {
    if (name === 'include' || name === 'exclude') onlySome(walk, value)
  }
}

/** A list of names, or a regular expression, which is for the names of all layers: those that are covered are not searched. */
const onlySome = ({ edits, context }: Walk, node: JsonNode): void => {
  const { prefixes } = context.view
  if (node.kind === 'text') edits.replace(node, `(${prefixes.join('|')})(${node.text})`)
  if (node.kind !== 'list') return
  edits.replace(
    node,
    textsOf(node).map((name) => context.view.physical(name)),
  )
}

/** Pages of buckets: the page after one in which an index has a name. */
const composite: Translate = (walk, node) => {
  const sources = memberOf(node, 'sources')
  const after = memberOf(node, 'after')
  for (const { name, value } of sources ? itemsOf(sources).flatMap(membersOf) : []) {
    if (textOf(memberOf(memberOf(value, 'terms'), 'field')) !== '_index') continue
    const physical = orderByIndex(walk)
    const last = memberOf(after, name)
    if (last?.kind === 'text') walk.edits.replace(last, physical(last.text))
  }
}

/** Filters by name, or one after the other. */
const filters: Translate = (walk, node) => {
  for (const filter of node.kind === 'list' ? node.items : membersOf(node).map(({ value }) => value))
    query(walk, filter)
}

const multiTerms: Translate = (walk, node) => {
  const terms = memberOf(node, 'terms')
  for (const term of terms ? itemsOf(terms) : []) byTerms(walk, term)
}

const plain = both(byTerms, scriptsWithin)
const significant = both(plain, members({ background_filter: query }))

const types: Readonly<Record<string, Translate>> = {
  adjacency_matrix: members({ filters }),
  composite: both(composite, scriptsWithin),
  filter: query,
  filters: members({ filters }),
  multi_terms: both(multiTerms, scriptsWithin),
  significant_terms: significant,
  significant_text: significant,
  top_hits: innerHits,
}
