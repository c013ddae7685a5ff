import type { Decimal, PropertyValue } from './dataset.ts'

/** A column of a property. */
interface PropertyColumn {
  readonly kind: 'property'
  readonly name: string
  readonly read: ReadValue
  readonly isArray: boolean
}

/** A column that says what an element is. */
interface SystemColumn {
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

/** Reads one value of a typed column; a string says what is wrong with it. */
type ReadValue = (text: string) => { value: PropertyValue } | string

const integer =
  (name: string, bits: number): ReadValue =>
  (text) => {
    const limit = 2n ** BigInt(bits - 1)
    if (!/^[+-]?\d+$/.test(text.trim())) return `'${text}' is not of type ${name}`
    const value = BigInt(text.trim().replace(/^\+/, ''))
    if (value < -limit || value >= limit) return `${text} is out of the range of ${name}`
    return { value: bits > 32 ? value : Number(value) }
  }

const decimal =
  (type: Decimal['type'], round: (value: number) => number): ReadValue =>
  (text) => {
    // Neptune knows Infinity and NaN by these names, and no INF.
    const isDecimal = /^([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?Infinity|NaN)$/i.exec(text.trim())
    if (!isDecimal) return `'${text}' is not of type ${type}`
    const value = round(
      Number(
        text
          .trim()
          .replace(/infinity/i, 'Infinity')
          .replace(/nan/i, 'NaN'),
      ),
    )
    if (!Number.isFinite(value) && /\d/.test(text)) return `${text} is out of the range of ${type}`
    return { value: { type, value } }
  }

/** Neptune takes any other word for false; here it counts as a mistake. */
const boolean: ReadValue = (text) => {
  const word = text.trim().toLowerCase()
  return word === 'true' || word === 'false'
    ? { value: word === 'true' }
    : `'${text}' is not of type Bool (true or false)`
}

/** ISO 8601: a day, or a time; without an offset it is UTC. */
const date: ReadValue = (text) => {
  const iso = /^\d{4}-\d{2}-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text.trim())
  const [all = '', day, time, , , offset] = iso ?? []
  const value = new Date(time && !offset ? `${all}Z` : all.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  // JavaScript takes February 30 for a day in March.
  const isDay = new Date(`${all.slice(0, 10)}T00:00Z`).getUTCDate() === Number(day)
  return iso && isDay && !Number.isNaN(value.getTime())
    ? { value }
    : `'${text}' is not of type Date (such as 2024-05-31 or 2024-05-31T12:30:00Z)`
}

/** The column types of Neptune's Gremlin load format, in lower case; type names are case-insensitive there. */
const columnTypes: ReadonlyMap<string, ReadValue> = new Map<string, ReadValue>([
  ['string', (text) => ({ value: text })],
  ['byte', integer('Byte', 8)],
  ['short', integer('Short', 16)],
  ['int', integer('Int', 32)],
  ['long', integer('Long', 64)],
  ['float', decimal('Float', Math.fround)],
  ['double', decimal('Double', (value) => value)],
  ['bool', boolean],
  ['boolean', boolean],
  ['date', date],
  ['datetime', date],
])
