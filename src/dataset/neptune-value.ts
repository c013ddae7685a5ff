import type { Decimal, PropertyValue } from './dataset.ts'

/** Reads one value of a typed column; a string says what is wrong with it. */
export type ReadValue = (text: string) => { value: PropertyValue } | string

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

/** Neptune takes any other word for false; here it is taken for a slip. */
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
export const columnTypes: ReadonlyMap<string, ReadValue> = new Map<string, ReadValue>([
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
