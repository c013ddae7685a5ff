import type { ReadValue } from './neptune-value.ts'
import { columnTypes } from './neptune-value.ts'

/** A column of a property. */
export interface PropertyColumn {
  readonly kind: 'property'
  readonly name: string
  readonly read: ReadValue
  readonly isArray: boolean
}

/** What a column holds. */
export type Column = { readonly kind: '~id' | '~label' | '~from' | '~to' } | PropertyColumn

const systemColumns = new Set(['~id', '~label', '~from', '~to'])

/** Reads a header cell such as `name:String`, `alias:String[]`, `age:Int(single)`; a string says what is wrong with it. */
export function readColumn(cell: string): Column | string {
  const text = cell.trim()
  if (systemColumns.has(text)) return { kind: text as '~id' }
  if (text.startsWith('~')) return `unknown system column '${text}'; there are ~id, ~label, ~from, ~to`
  const [, name = '', type = 'String', cardinality, array] =
    /^(.*?)(?::([A-Za-z]+)(?:\((single|set)\))?(\[\])?)?$/i.exec(text) ?? []
  const read = columnTypes[type.toLowerCase()]
  if (name === '') return `column '${cell}' has no name`
  if (!read || name.includes(':')) {
    return `column '${cell}' has an unknown type; there are String, Byte, Short, Int, Long, Float, Double, Bool, Date`
  }
  if (array && cardinality?.toLowerCase() === 'single') return `column '${cell}' is an array and cannot be single`
  return { kind: 'property', name, read, isArray: array !== undefined }
}

/** The values of an array cell: parted by `;`, where `\;` is a semicolon of the text. */
export function splitArray(cell: string): string[] {
  return cell.split(/(?<!\\);/).map((part) => part.replaceAll('\\;', ';'))
}
