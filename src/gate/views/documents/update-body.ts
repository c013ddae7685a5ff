import type { BodyContext } from '../api.ts'
import type { JsonEdits } from '../json/json-edits.ts'
import { script } from '../queries/scripts.ts'
import { members } from '../queries/walk.ts'
import { walkOf } from '../queries/walk-body.ts'

/** Translates an update of a document: its script. The documents in it have no names. */
export const editUpdate = (edits: JsonEdits, context: BodyContext): void =>
  members({ script })(walkOf(edits, context), edits.root)
