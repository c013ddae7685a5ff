/** A JSON object that was read. */
export type JsonObject = Record<string, unknown>

/** `JSON` with the source text of numbers (TC39 "JSON.parse source text access"); in V8, not yet in TypeScript's lib. */
interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: unknown, context: { readonly source: string }) => unknown): unknown
  rawJSON(text: string): unknown
}
const exact = JSON as unknown as JsonWithSource

/**
 * Reads JSON so that numbers keep their spelling when it is written again: the server tells `1.0` from `1`, and 64-bit
 * integers do not fit into a number. Fails with a SyntaxError.
 */
export function parseExact(text: string): unknown {
  return exact.parse(text, (_, value, { source }) => (typeof value === 'number' ? exact.rawJSON(source) : value))
}

/** Writes what `parseExact` has read. */
export function stringifyExact(value: unknown): string {
  return JSON.stringify(value)
}

/** Whether a value that was read is an object, not a list and not null. */
export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
