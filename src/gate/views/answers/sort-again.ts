import type { Call } from '../api.ts'
import { parameterOf } from './answer-form.ts'

/** A column by which rows are sorted. */
export interface SortKey {
  readonly at: number
  readonly isDescending: boolean
}

/**
 * Rows that were sorted by physical names, sorted by the user's. Only what differs in a column of names moves: others stay
 * as the engine has sorted them, by values that their texts do not show.
 */
export function sortAgain<Row>(
  rows: readonly Row[],
  cellsOf: (row: Row) => readonly string[],
  translate: (cell: string) => string,
  keys: readonly SortKey[],
): readonly Row[] {
  const cell = (row: Row, { at }: SortKey) => cellsOf(row)[at] ?? ''
  const named = keys.findIndex((key) => rows.some((row) => translate(cell(row, key)) !== cell(row, key)))
  const key = keys[named]
  if (!key) return rows
  const before = keys.slice(0, named)
  const groups: Row[][] = []
  for (const row of rows) {
    const group = groups.at(-1)
    if (group && before.every((other) => cell(group[0]!, other) === cell(row, other))) group.push(row)
    else groups.push([row])
  }
  const order = key.isDescending ? -1 : 1
  return groups.flatMap((group) =>
    group.sort((one, other) => order * compare(translate(cell(one, key)), translate(cell(other, key)))),
  )
}

/** By UTF-16, as the engine compares. */
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** The columns that a call sorts by, up to the first one that is not shown. */
export function sortKeys(call: Call, header: readonly string[]): readonly SortKey[] {
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
