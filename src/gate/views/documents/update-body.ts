import { jsonBody } from '../bodies/json-body.ts'
import { script } from '../queries/scripts.ts'
import { members } from '../queries/walk.ts'

/** The body of an update of a document: its script. The documents in it have no names. */
export const updateBody = jsonBody(members({ script }))
