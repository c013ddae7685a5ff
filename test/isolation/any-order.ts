/** What the driver read, as far as two engines agree on it: in no order, and without the ids they have made. */
export function anyOrder(value: unknown): unknown {
  if (typeof value === 'string') return isMade(value) ? 'an id' : value
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value) || value instanceof Set) return sorted(value)
  if (value instanceof Map) return { map: sorted(value) }
  const entries = Object.entries(value).filter(
    ([key, item]) => key !== 'id' || (typeof item === 'string' && !isMade(item)),
  )
  return Object.fromEntries(entries.map(([key, item]) => [key, anyOrder(item)]))
}

/** All strings in a result that can be the id of an element. */
export function* idsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (value instanceof Map || value instanceof Set || Array.isArray(value))
    for (const item of value) yield* idsIn(item)
  else if (typeof value === 'object' && value !== null) yield* idsIn(Object.values(value))
}

const sorted = (values: Iterable<unknown>) => [...values].map((item) => JSON.stringify(anyOrder(item))).sort()

const isMade = (text: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text)
