import type { BodyEdit } from '../../relay/relay-hook.ts'
import type { Call } from '../api.ts'
import type { View } from '../view.ts'
import { isSet, parameterOf } from './answer-form.ts'
import { foreignNames } from './foreign-names.ts'
import { withoutPrefixes } from './prefix-removal.ts'
import { readAll } from './read-all.ts'
import { sortAgain } from './sort-again.ts'
import { readTable, writeTable } from './text-table.ts'

/**
 * Edits a table of `_cat` that has come with its header: takes out the rows of other scopes and the prefixes of names, sorts
 * again by what are names, aligns the columns, and leaves the header out unless the call asks for it.
 */
export const tableEdit = (view: View, call: Call): BodyEdit =>
  readAll((body) => {
    const text = body.toString('utf8')
    // The last line of a page of `_list` is none of the table.
    const next = call.path.path.startsWith('/_list/') ? (/^next_token .*\n?$/m.exec(text)?.[0] ?? '') : ''
    const table = readTable(text.slice(0, text.length - next.length))
    const isForeign = foreignNames(view)
    const kept = table.rows.filter((cells) => !cells.some(isForeign))
    const removed = withoutPrefixes(view.prefixes)
    const rows = sortAgain(kept, (cells) => cells.map(removed), keysOf(call, table.header))
    return Buffer.from(writeTable({ ...table, rows }, isSet(call, 'v')) + next)
  })

/** The columns that a call sorts by, up to the first one that is not shown. */
function keysOf(call: Call, header: readonly string[]) {
  const keys = (parameterOf(call, 's') ?? '').split(',').filter(Boolean)
  const columns = keys.map((key) => {
    const [, name = '', order] = /^(.*?)(?::(asc|desc))?$/.exec(key) ?? []
    return { at: header.findIndex((shown) => shown === name || areOne(shown, name)), isDescending: order === 'desc' }
  })
  const unknown = columns.findIndex(({ at }) => at < 0)
  return unknown < 0 ? columns : columns.slice(0, unknown)
}

/** The columns of names, each by all that it is called. */
const nameColumns = [
  ['index', 'i', 'idx'],
  ['alias', 'a'],
  ['name', 'n'],
  ['repository', 're', 'repo', 'rep', 'r'],
  ['snapshot', 'snap'],
  ['id', 'snapshot'],
  ['index_patterns', 't'],
  ['description', 'desc'],
]

const areOne = (one: string, other: string): boolean =>
  nameColumns.some((names) => names.includes(one) && names.includes(other))
