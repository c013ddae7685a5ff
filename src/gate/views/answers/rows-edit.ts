import type { BodyEdit } from '../../relay/relay-hook.ts'
import type { Call } from '../api.ts'
import type { JsonNode } from '../json/json-edits.ts'
import { readLongJson } from '../json/read-json.ts'
import type { View } from '../view.ts'
import { foreignNames } from './foreign-names.ts'
import { withoutPrefixes } from './prefix-removal.ts'
import { readAll } from './read-all.ts'
import { sortAgain, sortKeys } from './sort-again.ts'

/** Edits a table of `_cat` in JSON, as `tableEdit` does one in text: `[{"index": "…"}]`. */
export const rowsEdit = (view: View, call: Call): BodyEdit =>
  readAll(async (body) => {
    const { root } = await readLongJson(body)
    if (root.kind !== 'list' || root.items.length === 0) return body
    const isForeign = foreignNames(view)
    const removed = withoutPrefixes(view.prefixes)
    const rows = root.items.map((item) => ({ item, cells: cellsOf(item) }))
    const kept = rows.filter(({ cells }) => !cells.some(isForeign))
    const sorted = sortAgain(kept, ({ cells }) => cells, removed, sortKeys(call, namesOf(root.items[0]!)))
    const [first, second] = root.items
    const isSpaced = first!.start > root.start + 1
    if (kept.length === 0) return Buffer.concat([Buffer.from(isSpaced ? '[ ]' : '[]'), body.subarray(root.end)])
    const between = second ? body.subarray(first!.end, second.start) : Buffer.alloc(0)
    const pieces = sorted.flatMap(({ item: { start, end } }, at) => [
      ...(at === 0 ? [] : [between]),
      body.subarray(start, end),
    ])
    return Buffer.concat([body.subarray(0, first!.start), ...pieces, body.subarray(root.items.at(-1)!.end)])
  })

const namesOf = (row: JsonNode): string[] => (row.kind === 'object' ? row.members.map(({ name }) => name) : [])

const cellsOf = (row: JsonNode): string[] =>
  row.kind === 'object' ? row.members.map(({ value }) => (value.kind === 'text' ? value.text : '')) : []
