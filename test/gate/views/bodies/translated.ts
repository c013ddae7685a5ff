import { allApis } from '../../../../src/gate/views/all-apis.ts'
import type { Effect } from '../../../../src/gate/views/api.ts'
import { readJson } from '../../../../src/gate/views/json/read-json.ts'
import { openView } from '../../../../src/gate/views/open-view.ts'
import { layerOf, OWN } from '../layers.ts'
import { callOf, notedContext } from '../noted-context.ts'

/** What a body says in physical names, and what it reaches. */
export interface Translated {
  readonly body: unknown
  readonly text: string
  readonly reached: readonly (readonly [names: readonly string[], effect: Effect])[]
}

/** Translates the body of an API, in a view of a scope that has not made anything, with these sealed indices and aliases. */
export function translated(
  api: string,
  body: unknown,
  sealed: Readonly<Record<string, readonly string[]>> = {},
): Translated {
  const translator = allApis.get(api)?.body
  if (translator?.form !== 'json') throw new Error(`${api} has no body of one JSON value.`)
  const view = openView({ prefix: OWN, layers: [layerOf(sealed)] })
  const { context, noted } = notedContext(view, callOf(api))
  const edits = readJson(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)))
  translator.edit(edits, context)
  const text = edits.bytes().toString()
  return { body: JSON.parse(text), text, reached: noted.reached }
}
