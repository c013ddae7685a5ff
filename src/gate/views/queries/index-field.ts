import { type JsonMember, type JsonNode, memberOf } from '../json/json-edits.ts'
import { NameRejected } from '../view.ts'
import { namesInDocument } from './messages.ts'
import { itemsOf, membersOf, patternsOnIndex, type Translate, textOf, type Walk } from './walk.ts'

/** Queries that match `_index` by a pattern, with the name of what they match where it stands in an object. */
const PATTERN_QUERIES: Readonly<Record<string, readonly string[]>> = {
  term: ['value'],
  match: ['query'],
  match_phrase: ['query'],
  match_bool_prefix: ['query'],
  prefix: ['value', 'prefix'],
  wildcard: ['wildcard', 'value'],
}

/**
 * Translates a query on the field `_index`, such as `{ prefix: { _index: 'a' } }`, into one for the terms that it stands for.
 * Returns whether it is such a query. Others are never on `_index`, or the engine rejects them for that field.
 */
export function queryOnIndex(walk: Walk, member: JsonMember): boolean {
  const keys = Object.hasOwn(PATTERN_QUERIES, member.name) ? PATTERN_QUERIES[member.name]! : []
  const onIndex = membersOf(member.value).find(({ name }) => name === '_index')
  if (keys.length === 0 || !onIndex) return false
  const { value } = onIndex
  const text = textOf(keys.map((key) => memberOf(value, key)).find(Boolean) ?? value)
  if (text === undefined) return false
  const isPrefix = member.name === 'prefix' || member.name === 'match_bool_prefix'
  const isLowerCase = textOf(memberOf(value, 'case_insensitive')) === 'true'
  const pattern = (isLowerCase ? text.toLowerCase() : text) + (isPrefix ? '*' : '')
  const options = [...optionsOf(member.value), ...optionsOf(value)]
  const patterns = patternsOnIndex(walk.context.view, pattern)
  walk.edits.rename(member, 'terms')
  walk.edits.replace(member.value, { _index: patterns, ...Object.fromEntries(options) })
  return true
}

/** What each query has besides what it matches. */
const optionsOf = (node: JsonNode): (readonly [string, string | number])[] =>
  membersOf(node).flatMap(({ name, value }) => {
    const text = textOf(value)
    if (text === undefined || !(name === 'boost' || name === '_name')) return []
    return [[name, name === 'boost' ? Number(text) : text]]
  })

/** The list of what a `terms` query matches in `_index`. */
export const termsOnIndex: Translate = ({ edits, context }, node) => {
  if (node.kind === 'object') throw new NameRejected(namesInDocument)
  const patterns = itemsOf(node).flatMap((item) => patternsOnIndex(context.view, textOf(item) ?? ''))
  edits.replace(node, patterns)
}
