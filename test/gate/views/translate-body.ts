import type { ApiRules, BodyContext, Effect } from '../../../src/gate/views/api.ts'
import { apiPaths } from '../../../src/gate/views/api-paths.ts'
import { readJson } from '../../../src/gate/views/json/read-json.ts'
import { translateLines } from '../../../src/gate/views/lines.ts'
import { openView } from '../../../src/gate/views/open-view.ts'

/** The prefixes of the view that bodies are translated for: its own, and that of the layer with the sealed `airports`. */
export const P = 'vaf-7wovf-w1-t3-'
export const D = 'vaf-7wovf-source-'

export const layers = [{ prefix: D, indices: [{ name: 'airports', physical: `${D}airports`, aliases: {} }] }]

/** A body in physical names, and what it reaches: `changes airports`. */
interface Translated {
  readonly body: string
  readonly reached: readonly string[]
}

/** Translates a body of an API by its rules, for a view that has made nothing yet. */
export async function translateBody(
  apis: Readonly<Record<string, ApiRules>>,
  api: string,
  body: unknown,
): Promise<Translated> {
  const rules = apis[api]!.body!
  const reached: string[] = []
  const path = apiPaths.find((one) => one.api === api)!
  const context: BodyContext = {
    view: openView({ prefix: P, layers }),
    call: { method: path.methods[0]!, path, parts: {}, query: [] },
    reach: (names: readonly string[], effect: Effect) => void reached.push(`${effect} ${names.join()}`),
    keepPath: () => {},
  }
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  if (rules.form === 'lines') return { body: String(await translateLines(bytes, rules, context)), reached }
  const edits = readJson(bytes)
  rules.edit(edits, context)
  return { body: edits.bytes().toString(), reached }
}
