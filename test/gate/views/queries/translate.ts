import { allApis } from '../../../../src/gate/views/all-apis.ts'
import type { Effect } from '../../../../src/gate/views/api.ts'
import { readJson } from '../../../../src/gate/views/json/read-json.ts'
import { openView } from '../../../../src/gate/views/open-view.ts'
import { route } from '../../../../src/gate/views/route.ts'
import type { View } from '../../../../src/gate/views/view.ts'
import { layerOf, OWN } from '../layers.ts'
import { notedContext } from '../noted-context.ts'

/** A view that has made nothing, over the sealed indices `airports`, with the alias `ports`, and `routes`. */
export const viewOverDataset = (): View =>
  openView({ prefix: OWN, layers: [layerOf({ airports: ['ports'], routes: [] })] })

/** What became of a body, and what its call reaches besides what its path names. */
export interface Translated {
  readonly body: string
  readonly reached: readonly (readonly [names: string, effect: Effect])[]
  readonly keepsPath: boolean
  /** Whether the body was read. */
  readonly isRead: boolean
}

/** Translates the body of a request as the rules of its API say. Fails with NameRejected where they reject it. */
export function translate(method: string, target: string, body: string, view = viewOverDataset()): Translated {
  const call = route(method, target)
  const rules = call && allApis.get(call.path.api)
  if (!call || !rules) throw new Error(`There are no rules for ${method} ${target}.`)
  const { context, noted } = notedContext(view, call)
  const told = () => ({
    reached: noted.reached.map(([names, effect]) => [names.join(), effect] as const),
    keepsPath: noted.keepsPath,
  })
  const bytes = Buffer.from(body)
  if (rules.body?.form === 'lines') {
    const translate = rules.body.open(context)
    let isRead = false
    const lines = body.split('\n').map((text) => {
      const line = { edits: undefined as ReturnType<typeof readJson> | undefined }
      translate(
        () => (line.edits = readJson(Buffer.from(text))),
        () => Buffer.from(text),
        () => {},
      )
      isRead ||= line.edits !== undefined
      return line.edits?.bytes().toString() ?? text
    })
    return { body: lines.join('\n'), ...told(), isRead }
  }
  if (!rules.body || rules.body.mayConcern?.(bytes) === false) return { body, ...told(), isRead: false }
  const edits = readJson(bytes)
  rules.body.edit(edits, context)
  return { body: edits.bytes().toString(), ...told(), isRead: true }
}
