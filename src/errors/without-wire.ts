/** What an error may carry: the answer of an AWS SDK's call, and other errors. */
interface Carrying {
  readonly $response?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
}

/**
 * The error, after the body of the answer was removed from it, from its causes and from its `errors`. The AWS SDK keeps the
 * answer in an error's `$response`. Its body leads to the request, with signature and session token, and Vitest prints every
 * property of an error. Status and headers stay.
 */
export function withoutWire<Thrown>(error: Thrown, seen = new Set<unknown>()): Thrown {
  if (typeof error !== 'object' || error === null || seen.has(error)) return error
  seen.add(error)
  const { $response, cause, errors } = error as Carrying
  if ($response) Reflect.deleteProperty(Object($response), 'body')
  for (const inner of Array.isArray(errors) ? [cause, ...errors] : [cause]) withoutWire(inner, seen)
  return error
}
