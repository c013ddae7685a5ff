import { memberOf } from '../json/json-edits.ts'
import { script } from '../queries/scripts.ts'
import {
  both,
  eachItem,
  eachMember,
  members,
  membersOf,
  ownName,
  someText,
  type Translate,
  textOf,
} from '../queries/walk.ts'
import { usesIndex } from '../scripts/index-in-painless.ts'
import { NameRejected } from '../view.ts'
import { processorUsesIndex } from './messages.ts'

const processors: Translate = (walk, node) => eachItem(processor)(walk, node)

/** The body of `PUT /_ingest/pipeline/{id}`. */
export const ingestPipeline: Translate = members({ processors, on_failure: processors })

/** The name of an index that a document is to go to. */
const targetIndex: Translate = ({ edits, context }, node) => {
  const name = textOf(node)
  if (name === undefined) return
  context.reach([namesOf(name)], 'changes')
  edits.replace(node, context.view.ownIndex(name))
}

/** The body of `_simulate`: documents as if they were to be written, and a pipeline where the path names none. */
export const ingestSimulation: Translate = members({
  pipeline: ingestPipeline,
  docs: eachItem(members({ _index: targetIndex })),
})

/** `{ set: { … } }`: what a step does, by its name. */
const processor: Translate = (walk, node) =>
  both(eachMember(ofAnyType), members(processorTypes, rejectIndex))(walk, node)

const ofAnyType = members({ if: script, on_failure: processors })

/** Where in a processor no name of an index is used in a form that is not known, or where others look for it. */
const LOOKED_AT: ReadonlySet<string> = new Set(['if', 'on_failure', 'processor', 'tag', 'description'])

/** Fails with NameRejected where a processor gets at the name of a document's index, as by `{{_index}}`. */
const rejectIndex =
  (type: string): Translate =>
  (_walk, node) => {
    const parts = membersOf(node).filter(({ name }) => !LOOKED_AT.has(name))
    if (parts.some(({ value }) => someText(value, usesIndex))) throw new NameRejected(processorUsesIndex(type))
  }

/** Sets a field, maybe the name of the index. */
const set: Translate = (walk, node) => {
  const field = textOf(memberOf(node, 'field'))
  const value = memberOf(node, 'value')
  const isIndex = field === '_index' || field === '_source._index'
  if (!isIndex) return rejectIndex('set')(walk, node)
  if (!value || someText(value, usesIndex)) throw new NameRejected(processorUsesIndex('set'))
  targetIndex(walk, value)
}

/** Sets the name of the index to date math that begins with a prefix; default: with nothing. */
const dateIndexName: Translate = (walk, node) => {
  rejectIndex('date_index_name')(walk, node)
  const prefix = memberOf(node, 'index_name_prefix')
  const text = textOf(prefix) ?? ''
  walk.context.reach([`${namesOf(text).replace(/\*$/, '')}*`], 'changes')
  if (prefix) walk.edits.replace(prefix, walk.context.view.ownIndex(text))
  else if (node.kind === 'object') walk.edits.add(node, 'index_name_prefix', walk.context.view.ownIndex(''))
}

/** The names that a template may give: `logs-*` for `logs-{{type}}`. */
function namesOf(template: string): string {
  const start = template.indexOf('{{')
  return start < 0 ? template : `${template.slice(0, start)}*`
}

const processorTypes: Readonly<Record<string, Translate>> = {
  date_index_name: dateIndexName,
  foreach: both(rejectIndex('foreach'), members({ processor })),
  pipeline: members({ name: ownName }),
  script,
  set,
}
