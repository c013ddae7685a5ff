import { type JsonNode, memberOf } from '../json/json-edits.ts'
import { translatePainless, usesIndex } from '../scripts/index-in-painless.ts'
import { parameterIsIndex, scriptUsesIndex } from '../scripts/messages.ts'
import { NameRejected } from '../view.ts'
import { members, membersOf, ownName, someText, type Translate, textOf } from './walk.ts'

/** A script: its text, or an object with its `source` or the `id` that it is stored by. */
export const script: Translate = (walk, node) => {
  if (node.kind !== 'object') return painless(walk, node)
  const lang = textOf(memberOf(node, 'lang'))
  const source = lang === undefined || lang === 'painless' ? painless : rejectIndex
  const params = memberOf(node, 'params')
  // A script may use it for whatever it does.
  if (params && someText(params, (text) => text === '_index')) throw new NameRejected(parameterIsIndex)
  members({ id: ownName, stored: ownName, source, inline: source, code: source })(walk, node)
}

const painless: Translate = ({ edits, context }, node) => {
  const source = textOf(node)
  if (source === undefined) return
  const translated = translatePainless(source, context.view)
  if (translated.source !== source) edits.replace(node, translated.source)
  for (const name of translated.assigned) context.reach([name], 'changes')
}

const rejectIndex: Translate = (_walk, node) => {
  if (usesIndex(textOf(node) ?? '')) throw new NameRejected(scriptUsesIndex)
}

/** Scripts anywhere in an object of a form that only says `script`, or ends with it: `map_script`. */
export const scriptsWithin: Translate = (walk, node) => {
  if (node.kind === 'list') for (const item of node.items) scriptsWithin(walk, item)
  for (const { name, value } of membersOf(node)) {
    if (name !== 'script' && !name.endsWith('_script')) scriptsWithin(walk, value)
    else if (isScript(value)) script(walk, value)
    else scriptsWithin(walk, value)
  }
}

const isScript = (node: JsonNode): boolean =>
  node.kind === 'text' || memberOf(node, 'source') !== undefined || memberOf(node, 'id') !== undefined
