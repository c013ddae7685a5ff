import { memberOf } from '../json/json-edits.ts'
import { NameRejected, type View } from '../view.ts'
import { SCRIPT_READS_INDEX } from './messages.ts'
import { membersOf, ownName, type Translate, textOf } from './walk.ts'

/** A script: its text, or an object with its `source` or the `id` that it is stored by. */
export const script: Translate = (walk, node) => {
  if (node.kind !== 'object') return scriptSource(walk, node)
  for (const { name, value } of membersOf(node)) {
    if (name === 'id' || name === 'stored') ownName(walk, value)
    if (name === 'source' || name === 'inline') scriptSource(walk, value)
  }
}

const scriptSource: Translate = ({ edits, context }, node) => {
  const source = textOf(node)
  if (source === undefined) return
  const translated = translateScript(source, context.view)
  if (translated !== source) edits.replace(node, translated)
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

const isScript: (node: Parameters<typeof script>[1]) => boolean = (node) =>
  node.kind === 'text' || memberOf(node, 'source') !== undefined || memberOf(node, 'id') !== undefined

/** How a script in Painless reads the name of a document's index. */
const READ = /\bdoc(?:\s*\[\s*(['"])_index\1\s*\]|\._index)\s*\.\s*(?:value\b(?!\s*\()|get\s*\(\s*0\s*\))/g
const INDEX = /(?<!\w)_index(?!\w)/g

/**
 * The source of a script for documents, such that it reads the user's name of a document's index. Fails with NameRejected
 * where it gets at the name in another form than `doc['_index'].value`.
 */
export function translateScript(source: string, view: View): string {
  const uses = source.match(INDEX)?.length ?? 0
  if (uses === 0) return source
  if (uses !== source.match(READ)?.length) {
    throw new NameRejected(SCRIPT_READS_INDEX)
  }
  const without = view.prefixes.map((prefix) => `.replace('${prefix}','')`).join('')
  return source.replaceAll(READ, (read) => read + without)
}
