import { type JsonNode, memberOf } from '../json/json-edits.ts'
import { aggregations } from './aggregations.ts'
import { searchAfter, sort } from './order.ts'
import { script } from './scripts.ts'
import { searchPipeline } from './search-pipelines.ts'
import { templateOf } from './search-templates.ts'
import {
  both,
  eachItem,
  eachMember,
  innerHits,
  members,
  membersOf,
  query,
  type Translate,
  textOf,
  type Walk,
} from './walk.ts'

/** The body of a search. */
export const searchBody: Translate = (walk, node) => both(searchAfter, pointInTime, members(parts))(walk, node)

/** A template of a search. */
export const searchTemplate: Translate = templateOf(searchBody)

/** Translates what may be said of hits that lie in others. */
export const translateInnerHits: Translate = (walk, node) => eachItem(members(hitParts))(walk, node)

const highlight: Translate = (walk, node) => {
  const fields = memberOf(node, 'fields')
  members({ highlight_query: query })(walk, node)
  if (fields?.kind === 'list') for (const field of fields.items) eachMember(highlight)(walk, field)
  else if (fields) eachMember(highlight)(walk, fields)
}

const collapse: Translate = (walk, node) => members({ inner_hits: innerHits, collapse })(walk, node)
const scriptFields = eachMember(members({ script }))
const rescore = eachMember(members({ rescore_query: query }))

const hitParts: Readonly<Record<string, Translate>> = {
  collapse,
  highlight,
  script_fields: scriptFields,
  sort,
}

/** A suggestion may check its candidates by a query. */
const suggest = eachMember(members({ phrase: members({ collate: members({ query: templateOf(query) }) }) }))

const parts: Readonly<Record<string, Translate>> = {
  ...hitParts,
  aggregations: aggregations,
  aggs: aggregations,
  derived: scriptFields,
  indices_boost: indicesBoost,
  post_filter: query,
  query: query,
  rescore: eachItem(rescore),
  search_pipeline: searchPipeline,
  suggest,
}

/** What searches a point in time may not name indices. */
function pointInTime(walk: Walk, node: JsonNode): void {
  if (memberOf(node, 'pit')) walk.context.keepPath()
}

/** Boosts by name, alias or wildcard, as one object or as a list of them. The first that fits an index counts. */
function indicesBoost({ edits, context }: Walk, node: JsonNode): void {
  const translate = (object: JsonNode) =>
    membersOf(object).flatMap(({ name, value }) =>
      context.view.expression([name]).map((physical) => [physical, Number(textOf(value))] as const),
    )
  if (node.kind === 'object') edits.replace(node, Object.fromEntries(translate(node)))
  if (node.kind !== 'list') return
  const boosts = node.items.flatMap(translate).map((boost) => Object.fromEntries([boost]))
  edits.replace(node, boosts)
}
