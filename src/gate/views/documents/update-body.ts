import type { BodyContext } from '../api.ts'
import { type JsonEdits, memberOf } from '../json/json-edits.ts'

/** Translates an update of a document: its script. The documents in it have no names. */
export function editUpdate(edits: JsonEdits, context: BodyContext): void {
  const script = memberOf(edits.root, 'script')
  const id = memberOf(script, 'id')
  if (id?.kind === 'text') edits.replace(id, context.view.own(id.text))
}
