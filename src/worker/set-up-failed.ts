import { isAwsFixtureError, withoutPlace } from '../errors/errors.ts'
import { fromPlainError, type PlainError } from '../errors/plain-error.ts'
import * as messages from './messages.ts'

/** The error of a failed set-up, in its own class, for everything that needs the services. */
export function setUpFailed(failure: PlainError): Error {
  const error = fromPlainError(failure)
  error.message = messages.setUpFailed(error.message).join('\n')
  // Those of many tests are one then, and what caused it is printed once, with the set-up. Of a mistake of ours both are kept.
  if (!isAwsFixtureError(error)) return error
  delete error.cause
  return withoutPlace(error)
}
