import type { PropertyValue } from './dataset.ts'

/**
 * A property's value in GraphSON 3, which names the type of every value but text and booleans. Of the smaller integers it
 * makes Int32: the engine's reader of files takes its names for the others for text.
 */
export function graphsonValue(value: PropertyValue): unknown {
  if (typeof value === 'bigint') return typed('g:Int64', exactly(value))
  if (typeof value === 'number') return typed('g:Int32', value)
  if (value instanceof Date) return typed('g:Date', value.getTime())
  if (typeof value !== 'object') return value
  // JSON has no Infinity and no NaN; GraphSON writes them as text.
  return typed(`g:${value.type}`, Number.isFinite(value.value) ? value.value : String(value.value))
}

const typed = (type: string, value: unknown) => ({ '@type': type, '@value': value })

/** A Long may have more digits than a JavaScript number; `JSON.rawJSON` is not in TypeScript's library yet. */
function exactly(value: bigint): unknown {
  return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(String(value))
}
