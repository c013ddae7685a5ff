import type { JsonTranslator } from '../api.ts'
import type { Translate } from '../queries/walk.ts'
import { walkOf } from '../queries/walk-body.ts'

/** A body of one JSON value. */
export const jsonBody = (translate: Translate): JsonTranslator => ({
  form: 'json',
  edit: (edits, context) => translate(walkOf(edits, context), edits.root),
})
