import type { BodyEdit } from '../../relay/relay-hook.ts'
import type { Call } from '../api.ts'
import { readLongJson } from '../json/read-json.ts'
import type { View } from '../view.ts'
import { shownRows } from './foreign-names.ts'
import { withoutPrefixes } from './prefix-removal.ts'
import { readAll } from './read-all.ts'
import { sortAgain, sortKeys } from './sort-again.ts'

/** A row of a table in JSON or YAML, and where it stands. */
interface Row {
  readonly start: number
  readonly end: number
  readonly header: readonly string[]
  readonly cells: readonly string[]
}

/** Edits a table of `_cat` in JSON or YAML, as `tableEdit` does one in text: `[{"index": "…"}]`. */
export const rowsEdit = (view: View, call: Call, form: 'json' | 'yaml'): BodyEdit =>
  readAll(async (body) => {
    const rows = form === 'json' ? await jsonRows(body) : yamlRows(body)
    const [first, second] = rows
    if (!first) return body
    const isShown = shownRows(view, call)
    const kept = rows.filter(({ cells }) => isShown(cells))
    if (kept.length === 0) return Buffer.concat([empty(body, first, form), behind(body, rows.at(-1)!, form)])
    const sorted = sortAgain(kept, ({ cells }) => cells, withoutPrefixes(view.prefixes), sortKeys(call, first.header))
    const between = second ? body.subarray(first.end, second.start) : Buffer.alloc(0)
    const pieces = sorted.flatMap(({ start, end }, at) => [
      at === 0 ? Buffer.alloc(0) : between,
      body.subarray(start, end),
    ])
    return Buffer.concat([body.subarray(0, first.start), ...pieces, body.subarray(rows.at(-1)!.end)])
  })

/** A table without rows, as the engine writes it: `[ ]` where it writes lines. */
function empty(body: Buffer, first: Row, form: 'json' | 'yaml'): Buffer {
  if (form === 'yaml') return Buffer.from('--- []\n')
  return Buffer.from(first.start > body.indexOf('[') + 1 ? '[ ]' : '[]')
}

const behind = (body: Buffer, { end }: Row, form: 'json' | 'yaml'): Buffer =>
  body.subarray(form === 'json' ? body.indexOf(']', end) + 1 : body.length)

async function jsonRows(body: Buffer): Promise<Row[]> {
  const { root } = await readLongJson(body)
  if (root.kind !== 'list') return []
  return root.items.map((item) => {
    const members = item.kind === 'object' ? item.members : []
    const cells = members.map(({ value }) => (value.kind === 'text' ? value.text : ''))
    return { start: item.start, end: item.end, header: members.map(({ name }) => name), cells }
  })
}

/** Rows begin at a hyphen at the start of a line, and have each cell on a line; long ones go on on further lines. */
function yamlRows(body: Buffer): Row[] {
  const text = body.toString('latin1')
  return [...text.matchAll(/^- .*?(?=\n- |\n*(?![\s\S]))/gms)].map((found) => {
    const cells = [...found[0].matchAll(/^(?:- | {2})"?([^":\s]+)"?: +(?:"((?:[^"\\]|\\[\s\S])*)"|(.*))$/gm)]
    return {
      ...{ start: found.index, end: found.index + found[0].length },
      header: cells.map(([, name = '']) => name),
      cells: cells.map(([, , quoted]) => Buffer.from(quoted ?? '', 'latin1').toString('utf8')),
    }
  })
}
