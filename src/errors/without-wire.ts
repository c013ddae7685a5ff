interface SdkError extends Error {
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> } | undefined
}

/**
 * An error as it may be shown. The AWS SDK keeps the answer in the error's `$response`, and with it the request: its signature
 * and its session token. Vitest prints every property of an error and of its causes, so only the answer's status and headers
 * stay. An error without `$response`, and whose causes have none, is returned as it is.
 */
export function withoutWire(error: unknown, seen = new Set<unknown>()): unknown {
  if (!(error instanceof Error) || seen.has(error)) return error
  seen.add(error)
  const cause = withoutWire(error.cause, seen)
  const answer = (error as SdkError).$response
  if (answer === undefined && cause === error.cause) return error
  const { $response: _, ...properties } = Object.getOwnPropertyDescriptors(error as SdkError)
  const copy = Object.setPrototypeOf(new Error(error.message), Object.getPrototypeOf(error))
  // The engine reads a stack from the very error that it belongs to.
  Object.defineProperties(copy, { ...properties, stack: { value: error.stack, writable: true, configurable: true } })
  if (cause !== error.cause) Object.defineProperty(copy, 'cause', { value: cause })
  if (answer) {
    const { statusCode, headers } = answer
    Object.defineProperty(copy, '$response', { value: { statusCode, headers } })
  }
  return copy
}
