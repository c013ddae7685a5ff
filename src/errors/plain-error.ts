/** Converts errors to plain data, which can cross processes and threads, and back to errors of their class. */
import { errorClasses } from './errors.ts'

/** Plain data, which both JSON and a structured clone preserve. */
type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }

export interface PlainError {
  readonly name: string
  readonly message: string
  /** Where it was thrown, in the other process. */
  readonly stack?: string
  /**
   * Its other fields, with its cause; a nested error is `{ plainError: … }`. An error of another library keeps only strings, numbers
   * and booleans, because its nested objects are requests and sockets with secrets in them.
   */
  readonly fields?: { readonly [key: string]: Plain }
}

/** Causes and values that are nested deeper than this are left out, so that a circular reference ends. */
const DEEPEST = 8

/** Converts any thrown value to plain data. */
export function toPlainError(error: unknown): PlainError {
  return plainError(error instanceof Error ? error : new Error(String(error)), 0)
}

function plainError(error: Error, depth: number): PlainError {
  const { name, message, stack, ...own } = error as Error & Record<string, unknown>
  const isOurs = classOf(own.code) !== undefined
  const fields: Record<string, unknown> = { ...own, cause: error.cause }
  if (error instanceof AggregateError) fields.errors = error.errors
  const carried = Object.entries(fields).flatMap(([key, value]): [string, Plain][] => {
    const isKept = isOurs || typeof value !== 'object' || key === 'cause' || key === 'errors'
    const plain = isKept ? plainValue(value, depth + 1) : undefined
    return plain === undefined ? [] : [[key, plain]]
  })
  return {
    ...{ name, message },
    ...(stack !== undefined && { stack }),
    ...(carried.length > 0 && { fields: Object.fromEntries(carried) }),
  }
}

function plainValue(value: unknown, depth: number): Plain | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || depth > DEEPEST) return undefined
  if (value instanceof Error) return { plainError: plainError(value, depth) as unknown as Plain }
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((item) => plainValue(item, depth + 1) ?? null)
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value))) return undefined
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const plain = plainValue(item, depth + 1)
      return plain === undefined ? [] : [[key, plain]]
    }),
  )
}

/** Converts plain data back to an error: of its class where the code is one of ours, or else an Error with its name. */
export function fromPlainError({ name, message, stack, fields = {} }: PlainError): Error {
  const { cause, errors, ...own } = Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, fromPlainValue(value)]),
  )
  const error = new Error(message, cause === undefined ? undefined : { cause })
  const ours = classOf(own.code)
  if (ours) Object.setPrototypeOf(error, ours.prototype)
  Object.defineProperties(error, {
    // The field is defined as in the class: an ordinary one on our errors, and a hidden one on others.
    name: { value: name, enumerable: ours !== undefined, writable: true, configurable: true },
    // The stack of the place where it arrived does not help.
    stack: { value: stack ?? `${name}: ${message}`, enumerable: false, writable: true, configurable: true },
    ...(errors !== undefined && { errors: { value: errors, writable: true, configurable: true } }),
  })
  return Object.assign(error, own)
}

function fromPlainValue(value: Plain): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(fromPlainValue)
  const { plainError } = value as { readonly plainError?: PlainError }
  if (plainError) return fromPlainError(plainError)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromPlainValue(item)]))
}

/** The class of an error of ours; `undefined` for any other code, `toString` included. */
function classOf(code: unknown): (typeof errorClasses)[keyof typeof errorClasses] | undefined {
  const isOurs = typeof code === 'string' && Object.hasOwn(errorClasses, code)
  return isOurs ? errorClasses[code as keyof typeof errorClasses] : undefined
}
