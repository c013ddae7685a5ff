import { type JsonNode, memberOf } from '../json/json-edits.ts'
import { translatePainless } from '../scripts/index-in-painless.ts'
import { PARAMETER_IS_INDEX, SCRIPT_USES_INDEX } from '../scripts/messages.ts'
import { NameRejected } from '../view.ts'
import { members, membersOf, ownName, type Translate, textOf } from './walk.ts'

/** A script: its text, or an object with its `source` or the `id` that it is stored by. */
export const script: Translate = (walk, node) => {
  if (node.kind !== 'object') return painless(walk, node)
  const lang = textOf(memberOf(node, 'lang'))
  const source = lang === undefined || lang === 'painless' ? painless : rejectIndex
  const params = memberOf(node, 'params')
  if (params && mentionsIndex(params)) throw new NameRejected(PARAMETER_IS_INDEX)
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
  if (/(?<!\w)_index(?!\w)/.test(textOf(node) ?? '')) throw new NameRejected(SCRIPT_USES_INDEX)
}

/** Whether a value or the name of a member is `_index`, which a script then may use for whatever it does. */
const mentionsIndex = (node: JsonNode): boolean =>
  node.kind === 'list'
    ? node.items.some(mentionsIndex)
    : textOf(node) === '_index' || membersOf(node).some(({ name, value }) => name === '_index' || mentionsIndex(value))

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
