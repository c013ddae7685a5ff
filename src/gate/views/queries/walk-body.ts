import type { BodyContext, Call } from '../api.ts'
import type { JsonEdits } from '../json/json-edits.ts'
import { translateQuery } from './queries.ts'
import { translateInnerHits } from './search-body.ts'
import type { Walk } from './walk.ts'

const grammar = { query: translateQuery, innerHits: translateInnerHits }

/** The index expression that the path of a call names; empty for all. */
export const indicesOfPath = ({ parts: { index } }: Call): readonly string[] => index?.split(',') ?? []

/** A walk through a body. `about`: the index expression that it is about; default: what the path of the call names. */
export const walkOf = (
  edits: JsonEdits,
  context: BodyContext,
  about: readonly string[] = indicesOfPath(context.call),
): Walk => ({ edits, context, about, grammar })
