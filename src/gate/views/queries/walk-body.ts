import type { BodyContext } from '../api.ts'
import type { JsonEdits } from '../json/json-edits.ts'
import { translateQuery } from './queries.ts'
import { translateInnerHits } from './search-body.ts'
import type { Walk } from './walk.ts'

const grammar = { query: translateQuery, innerHits: translateInnerHits }

/** A walk through a body. `about`: the index expression that it is about; default: what the path of the call names. */
export const walkOf = (
  edits: JsonEdits,
  context: BodyContext,
  about: readonly string[] = context.call.parts.index?.split(',') ?? [],
): Walk => ({ edits, context, about, grammar })
