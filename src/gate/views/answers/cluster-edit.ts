import type { BodyEdit } from '../../relay/relay-hook.ts'
import type { JsonEdits, JsonMember, JsonNode } from '../json/json-edits.ts'
import { memberOf } from '../json/json-edits.ts'
import { readLongJson } from '../json/read-json.ts'
import type { View } from '../view.ts'
import { removeCopyMarks } from './copied-settings.ts'
import { foreignNames } from './foreign-names.ts'
import { readAll } from './read-all.ts'

/**
 * Takes out of an answer about the whole cluster what other scopes have: what stands under their names, what lists have of
 * them, and their tasks.
 */
export const clusterEdit = (view: View): BodyEdit =>
  readAll(async (body) => {
    const edits = await readLongJson(body)
    removeForeign(edits, view)
    for (const state of [edits.root, memberOf(edits.root, 'state')]) {
      const indices = memberOf(memberOf(state, 'metadata'), 'indices')
      if (indices) removeCopyMarks(edits, indices, view)
    }
    return edits.bytes()
  })

function removeForeign(edits: JsonEdits, view: View): void {
  const isForeign = foreignNames(view)
  const isShown = (name: string) => view.prefixes.some((prefix) => name.includes(prefix))
  const hasForeign = (inner: JsonNode): boolean => {
    if (inner.kind === 'text') return isForeign(inner.text)
    if (inner.kind === 'list') return inner.items.some(hasForeign)
    return inner.kind === 'object' && inner.members.some(({ name, value }) => isForeign(name) || hasForeign(value))
  }
  /** What has a name of the view's own, as a template, may say anything. */
  const isOwn = (item: JsonNode) => {
    const name = memberOf(item, 'name')
    return name?.kind === 'text' && name.text.startsWith(view.prefix)
  }
  const isTaken = ({ name, value }: JsonMember) => isForeign(name) || (isTask(value) && hasForeign(value))
  const visit = (inner: JsonNode): void => {
    if (inner.kind === 'list') {
      for (const item of inner.items) {
        if (!isOwn(item) && hasForeign(item)) edits.removeItem(inner, item)
      }
    }
    if (inner.kind !== 'object') return
    for (const member of inner.members) {
      if (isTaken(member)) edits.remove(inner, member)
      // What is the view's own may say what it was copied from.
      else if (!isShown(member.name)) visit(member.value)
    }
  }
  visit(edits.root)
}

/** Tasks have the names of indices in their descriptions, and whose they are in their headers. */
const isTask = (node: JsonNode): boolean =>
  memberOf(node, 'action') !== undefined && memberOf(node, 'node') !== undefined
