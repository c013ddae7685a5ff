import type { BodyEdit } from '../../relay/relay-hook.ts'
import type { JsonEdits, JsonNode } from '../json/json-edits.ts'
import { memberOf } from '../json/json-edits.ts'
import { readLongJson } from '../json/read-json.ts'
import type { View } from '../view.ts'
import { readAll } from './read-all.ts'

/** Takes out of the settings of indices what they have only because they are sealed, or copies of sealed ones. */
export const settingsEdit = (view: View): BodyEdit =>
  readAll(async (body) => {
    const edits = await readLongJson(body)
    removeCopyMarks(edits, edits.root, view)
    return edits.bytes()
  })

/** The same for an object of indices by their physical names: `{"vaf-7wovf-w1-t3-airports": {"settings": {…}}}`. */
export function removeCopyMarks(edits: JsonEdits, indices: JsonNode, view: View): void {
  if (indices.kind !== 'object') return
  const layers = view.prefixes.slice(1)
  const isSealed = (name: string) => layers.some((prefix) => name.includes(prefix))
  for (const { name, value } of indices.members) {
    const settings = memberOf(value, 'settings')
    if (!settings) continue
    if (isSealed(name)) removeSettings(edits, settings, (setting) => setting === 'index.blocks.write')
    else if (isSealed(textOf(settings, 'index.resize.source.name') ?? '')) removeSettings(edits, settings, isOfCopies)
  }
}

type IsTaken = (setting: string, value: JsonNode) => boolean

/**
 * What the engine gives each index that is made of another one: where it is from, settings that were reset, and settings as
 * they are by default, which no index tells of that did not get them.
 */
const isOfCopies: IsTaken = (setting, value) =>
  setting.startsWith('index.resize.') ||
  setting.startsWith('index.routing.allocation.initial_recovery.') ||
  setting === 'index.version.upgraded' ||
  (setting === 'index.routing_partition_size' && value.kind === 'text' && value.text === '1') ||
  (value.kind === 'scalar' && value.text === 'null')

/** Removes settings by their whole names, and objects that have lost all. Returns whether nothing is left. */
function removeSettings(edits: JsonEdits, node: JsonNode, isTaken: IsTaken, path = ''): boolean {
  if (node.kind !== 'object' || node.members.length === 0) return false
  const gone = node.members.filter(
    ({ name, value }) => isTaken(path + name, value) || removeSettings(edits, value, isTaken, `${path}${name}.`),
  )
  for (const member of gone) edits.remove(node, member)
  return gone.length === node.members.length
}

/** The value of a setting, whether its name is written in one or in parts. */
function textOf(node: JsonNode, setting: string): string | undefined {
  if (node.kind === 'text') return setting === '' ? node.text : undefined
  if (node.kind !== 'object') return undefined
  for (const { name, value } of node.members) {
    if (name === setting) return textOf(value, '')
    const found = setting.startsWith(`${name}.`) ? textOf(value, setting.slice(name.length + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}
