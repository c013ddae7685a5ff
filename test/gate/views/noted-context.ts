import type { BodyContext, Call, Effect } from '../../../src/gate/views/api.ts'
import { apiPaths } from '../../../src/gate/views/api-paths.ts'
import type { View } from '../../../src/gate/views/view.ts'

/** What a body has told of itself. */
interface Noted {
  /** What it reaches besides what its path names. */
  readonly reached: (readonly [names: readonly string[], effect: Effect])[]
  keepsPath: boolean
}

/** A call of an API that names nothing in its path. */
export function callOf(api: string): Call {
  const path = apiPaths.find((one) => one.api === api)
  if (!path) throw new Error(`There is no API ${api}.`)
  return { method: path.methods[0]!, path, parts: {}, query: [] }
}

/** A context for the translation of a body, and what the body tells of itself in it. */
export function notedContext(view: View, call: Call): { readonly context: BodyContext; readonly noted: Noted } {
  const noted: Noted = { reached: [], keepsPath: false }
  const context: BodyContext = {
    view,
    call,
    reach: (names, effect) => void noted.reached.push([names, effect]),
    keepPath: () => {
      noted.keepsPath = true
    },
  }
  return { context, noted }
}
