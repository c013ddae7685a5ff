import type { PropertyValue } from './dataset.ts'

/** Reads one value of a typed column; a string says what is wrong with it. */
export type ReadValue = (text: string) => { value: PropertyValue } | string

const integer =
  (name: string, bits: number): ReadValue =>
  (text) => {
    const limit = 2n ** BigInt(bits - 1)
    if (!/^[+-]?\d+$/.test(text)) return `'${text}' is not of type ${name}`
    const value = BigInt(text)
    if (value < -limit || value >= limit) return `${text} is out of the range of ${name}`
    return { value: bits > 32 ? value : Number(value) }
  }

const decimal =
  (name: string): ReadValue =>
  (text) => {
    const value = Number(text)
    return text.trim() === '' || Number.isNaN(value)
      ? `'${text}' is not of type ${name}`
      : { value: { decimal: value } }
  }

const boolean: ReadValue = (text) => {
  const word = text.toLowerCase()
  return word === 'true' || word === 'false' ? { value: word === 'true' } : `'${text}' is not of type Bool`
}

/** ISO 8601, as Neptune's loader takes it: a day, or a time in UTC or with an offset. */
const date: ReadValue = (text) => {
  const iso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
  const inUtc = iso?.[1] && !iso[4] ? `${text}Z` : text
  const value = new Date(inUtc)
  return iso && !Number.isNaN(value.getTime()) ? { value } : `'${text}' is not of type Date (ISO 8601)`
}

/**
 * The column types of Neptune's Gremlin load format, in lower case (Neptune user guide, "Gremlin load data format").
 * Type names are case-insensitive there.
 */
export const columnTypes: Readonly<Record<string, ReadValue>> = {
  string: (text) => ({ value: text }),
  byte: integer('Byte', 8),
  short: integer('Short', 16),
  int: integer('Int', 32),
  long: integer('Long', 64),
  float: decimal('Float'),
  double: decimal('Double'),
  bool: boolean,
  boolean,
  date,
}
