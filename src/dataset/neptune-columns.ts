import type { ReadValue } from './neptune-value.ts'
import { columnTypes } from './neptune-value.ts'

/** A column of a property. */
export interface PropertyColumn {
  readonly kind: 'property'
  readonly name: string
  readonly read: ReadValue
  readonly isArray: boolean
}

/** A column that says what an element is. */
export interface SystemColumn {
  readonly kind: 'system'
  readonly name: SystemName
}

export type SystemName = '~id' | '~label' | '~from' | '~to'

export type Column = PropertyColumn | SystemColumn

/** The columns of a file, and what it holds. */
export interface Header {
  readonly holds: 'vertices' | 'edges'
  readonly columns: readonly Column[]
}

const systemNames: readonly string[] = ['~id', '~label', '~from', '~to'] satisfies SystemName[]

/** Reads the first record of a file in Neptune's Gremlin load format. Undefined after what is wrong has been reported. */
export function readHeader(cells: readonly string[], report: (what: string) => void): Header | undefined {
  let isSound = true
  const refuse = (what: string) => {
    isSound = false
    report(what)
  }
  const has = (name: SystemName) => cells.includes(name)
  const holds = has('~from') || has('~to') ? 'edges' : 'vertices'
  if (!has('~id')) refuse("the column '~id' is missing")
  if (has('~from') !== has('~to')) refuse("edges need both columns, '~from' and '~to'; vertices have neither")

  const columns = cells.flatMap((cell, index) => {
    const column = readColumn(cell, index + 1, holds)
    if (typeof column !== 'string') return [column]
    refuse(column)
    return []
  })
  const names = new Set<string>()
  const repeated = new Set<string>()
  for (const { name } of columns) {
    if (names.has(name)) repeated.add(name)
    names.add(name)
  }
  for (const name of repeated) refuse(`the column '${name}' is there twice`)
  return isSound ? { holds, columns } : undefined
}

/** Reads a cell such as `name:String`, `alias:String[]`, `age:Int(single)`; a string says what is wrong with it. */
function readColumn(cell: string, position: number, holds: Header['holds']): Column | string {
  if (systemNames.includes(cell)) return { kind: 'system', name: cell as SystemName }
  if (cell.startsWith('~')) return `unknown system column '${cell}'; there are ~id, ~label, ~from and ~to`
  if (cell === '') return `column ${position} has no name`
  // A colon that belongs to the name is written as `\:`.
  const parts = /^((?:\\:|[^:\s])+)(?::(\w+)(?:\((\w+)\))?(\[\])?)?$/.exec(cell)
  if (!parts)
    return `column '${cell}' is not of the form name:Type, such as age:Int or tags:String[]; names have no spaces`
  const [, name = '', type = 'String', cardinality = 'set', array] = parts
  const read = columnTypes.get(type.toLowerCase())
  const isSingle = cardinality.toLowerCase() === 'single'
  if (!read) {
    return `column '${cell}' has an unknown type; there are String, Byte, Short, Int, Long, Float, Double, Bool and Date`
  }
  if (!isSingle && cardinality.toLowerCase() !== 'set') return `column '${cell}': the cardinality is single or set`
  if (array && isSingle) return `column '${cell}' is an array and cannot be single`
  if (holds === 'edges' && (array || /\(set\)/i.test(cell)))
    return `column '${cell}': a property of an edge has one value`
  return { kind: 'property', name: name.replaceAll('\\:', ':'), read, isArray: array !== undefined }
}
