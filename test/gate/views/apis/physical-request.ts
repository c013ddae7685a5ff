import { allApis } from '../../../../src/gate/views/all-apis.ts'
import { openView } from '../../../../src/gate/views/open-view.ts'
import { route } from '../../../../src/gate/views/route.ts'
import { translate } from '../../../../src/gate/views/translate.ts'
import { layerOf, OWN, SOURCE } from '../layers.ts'

/** What comes of a request. Its own prefix is written `P-`, that of the sealed indices `S-`. */
export interface Physical {
  readonly target: string
  readonly body: unknown
  /** The sealed indices that are copied before, and those that are taken out of the view behind it. */
  readonly changes: readonly string[]
  readonly deletes: readonly string[]
}

/** Translates a request: `PUT /airports`. `sealed`: the indices of a dataset, with their aliases. */
export async function physicalRequest(
  request: string,
  body?: object,
  sealed: Readonly<Record<string, readonly string[]>> = {},
): Promise<Physical> {
  const [method = '', target = ''] = request.split(' ')
  const call = route(method, target)
  if (!call) throw new Error(`No path for ${request}.`)
  const rules = allApis.get(call.path.api)
  if (!rules) throw new Error(`No rules for ${call.path.api}.`)
  const known = { call, rules, headers: [], body: Buffer.from(body ? JSON.stringify(body) : '') }
  const translation = await translate(known, openView({ prefix: OWN, layers: [layerOf(sealed)] }))
  const short = (text: string) => text.replaceAll(OWN, 'P-').replaceAll(SOURCE, 'S-')
  const text = short(String(translation.body))
  return {
    target: short(decodeURIComponent(translation.target)),
    body: text === '' ? undefined : JSON.parse(text),
    changes: translation.changes.map(({ name }) => name).sort(),
    deletes: translation.deletes.map(({ name }) => name).sort(),
  }
}
