import type { BodyContext, BodyEffect } from '../api.ts'
import type { JsonEdits, JsonMember, JsonNode } from '../json/json-edits.ts'
import { MalformedJson } from '../json/json-tape.ts'
import { ownPipeline } from '../names/own-pipeline.ts'
import { NameRejected, type View } from '../view.ts'
import { unknownPart } from './messages.ts'

/** A walk through a body, or a part of one, that translates the names in it. */
export interface Walk {
  readonly edits: JsonEdits
  readonly context: BodyContext
  /** The index expression that the body is about, in the user's names; empty for all. */
  readonly about: readonly string[]
  readonly grammar: Grammar
}

/** What a query, and what is said of hits in other hits, may hold each other. */
interface Grammar {
  readonly query: Translate
  readonly innerHits: Translate
}

/** Translates what stands in one place of a body. */
export type Translate = (walk: Walk, node: JsonNode) => void

/** A query: `{ term: { … } }`. */
export const query: Translate = (walk, node) => walk.grammar.query(walk, node)

/** What may be said of hits that lie in others: those of a nested query, of a collapsed field, of a bucket. */
export const innerHits: Translate = (walk, node) => walk.grammar.innerHits(walk, node)

/**
 * The members of an object; none of what is no object. Fails with MalformedJson where two have one name: the engine rejects
 * that, so an edit must not make them one.
 */
export function membersOf(node: JsonNode): readonly JsonMember[] {
  if (node.kind !== 'object') return []
  const names = new Set(node.members.map(({ name }) => name))
  if (names.size < node.members.length) throw new MalformedJson('Two members of an object have one name.')
  return node.members
}

/** The items of a list; for anything else, that itself: the engine takes one where it takes many. */
export const itemsOf = (node: JsonNode): readonly JsonNode[] => (node.kind === 'list' ? node.items : [node])

/** What the engine takes for the text of a value: numbers and truth values are texts, too. */
export function textOf(node: JsonNode | undefined): string | undefined {
  if (node?.kind === 'text') return node.text
  return node?.kind === 'scalar' && node.text !== 'null' ? node.text : undefined
}

/** The texts in a list, or the one that stands in place of a list. */
export const textsOf = (node: JsonNode): readonly string[] => itemsOf(node).flatMap((item) => textOf(item) ?? [])

/** The words of an index expression, a text with commas or a list; empty for what is neither. */
export const namesIn = (node: JsonNode): readonly string[] => textsOf(node).flatMap((text) => text.split(','))

/** What has no names. */
export const none: Translate = () => {}

/** Translates each member by what its name has here, and others by `otherwise`; default: they have no names. */
export const members =
  (translations: Readonly<Record<string, Translate>>, otherwise: (name: string) => Translate = () => none): Translate =>
  (walk, node) => {
    for (const { name, value } of membersOf(node)) {
      const translate = Object.hasOwn(translations, name) ? translations[name]! : otherwise(name)
      translate(walk, value)
    }
  }

/** Translates the value of each member, whatever its name. */
export const eachMember =
  (translate: Translate): Translate =>
  (walk, node) => {
    for (const { value } of membersOf(node)) translate(walk, value)
  }

/** Translates each item of a list, or the one value that stands in place of one. */
export const eachItem =
  (translate: Translate): Translate =>
  (walk, node) => {
    for (const item of itemsOf(node)) translate(walk, item)
  }

/** One after the other. */
export const both =
  (...translations: readonly Translate[]): Translate =>
  (walk, node) => {
    for (const translate of translations) translate(walk, node)
  }

const oneIndex =
  (effect: BodyEffect): Translate =>
  ({ edits, context }, node) => {
    const name = textOf(node)
    if (name === undefined) return
    context.reach([name], effect)
    edits.replace(node, context.view.physical(name))
  }

/** The name of one existing index or alias, which the call reads. */
export const readIndex = oneIndex('reads')

/** The name of one index or alias, which the call changes. */
export const changedIndex = oneIndex('changes')

/** The name of an index or an alias that the scope makes, or a pattern for those: the engine gives it back with its prefix. */
export const ownIndex: Translate = ({ edits, context }, node) => {
  const name = textOf(node)
  if (name) edits.replace(node, context.view.ownIndex(name))
}

/** The name of something that is the scope's own, as a stored script. */
export const ownName: Translate = ({ edits, context }, node) => {
  const name = textOf(node)
  if (name !== undefined) edits.replace(node, context.view.own(name))
}

/** The name of a pipeline. */
export const pipelineName: Translate = ({ edits, context }, node) => {
  const name = textOf(node)
  if (name !== undefined) edits.replace(node, ownPipeline(name, context.view))
}

/** Fails with NameRejected where a value says something of an index, at a place whose form is not known. */
export const rejectNames =
  (what: string): Translate =>
  (_walk, node) => {
    if (someText(node, (text) => /index|indices/i.test(text))) throw new NameRejected(unknownPart(what))
  }

/** Whether some text in a value, or the name of a member in it, is one that is looked for. */
export function someText(node: JsonNode, isWanted: (text: string) => boolean): boolean {
  if (node.kind === 'text') return isWanted(node.text)
  if (node.kind === 'list') return node.items.some((item) => someText(item, isWanted))
  return membersOf(node).some(({ name, value }) => isWanted(name) || someText(value, isWanted))
}

/**
 * The patterns of physical names that a pattern on the field `_index` stands for: the engine takes names, aliases, wildcards
 * and date math there. Empty where it matches no index of this domain.
 */
export function patternsOnIndex(view: View, pattern: string): readonly string[] {
  // Of another cluster, or literally a name that no index can have.
  if (pattern === '' || pattern.startsWith('-') || /[:,]/.test(pattern)) return []
  return view.expression([pattern])
}
