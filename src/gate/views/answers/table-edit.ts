import type { BodyEdit } from '../../relay/relay-hook.ts'
import type { Call } from '../api.ts'
import type { View } from '../view.ts'
import { isSet } from './answer-form.ts'
import { shownRows } from './foreign-names.ts'
import { withoutPrefixes } from './prefix-removal.ts'
import { readAll } from './read-all.ts'
import { sortAgain, sortKeys } from './sort-again.ts'
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
    const kept = table.rows.filter(shownRows(view, call))
    const removed = withoutPrefixes(view.prefixes)
    const rows = sortAgain(kept, (cells) => cells, removed, sortKeys(call, table.header)).map((cells) =>
      cells.map(removed),
    )
    return Buffer.from(writeTable({ ...table, rows }, isSet(call, 'v')) + next)
  })
