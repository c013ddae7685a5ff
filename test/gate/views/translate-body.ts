import { allApis } from '../../../src/gate/views/all-apis.ts'
import { readJson } from '../../../src/gate/views/json/read-json.ts'
import { translateLines } from '../../../src/gate/views/lines.ts'
import { openView } from '../../../src/gate/views/open-view.ts'
import { layerOf, OWN } from './layers.ts'
import { callOf, notedContext } from './noted-context.ts'

/** The sealed `airports`, over which bodies are translated. */
export const layers = [layerOf({ airports: [] })]

/** A body in physical names, and what it reaches: `changes airports`. */
interface Translated {
  readonly body: string
  readonly reached: readonly string[]
}

/** Translates a body of an API by its rules, for a view that has made nothing yet. */
export async function translateBody(api: string, body: unknown): Promise<Translated> {
  const rules = allApis.get(api)!.body!
  const { context, noted } = notedContext(openView({ prefix: OWN, layers }), callOf(api))
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const translated = async (): Promise<string> => {
    if (rules.form === 'lines') return String(await translateLines(bytes, rules, context))
    const edits = readJson(bytes)
    rules.edit(edits, context)
    return edits.bytes().toString()
  }
  return { body: await translated(), reached: noted.reached.map(([names, effect]) => `${effect} ${names.join()}`) }
}
