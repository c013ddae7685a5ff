import { isAwsFixtureError, withoutPlace } from '../errors/errors.ts'
import { fromPlainError, type PlainError } from '../errors/plain-error.ts'
import * as messages from './messages.ts'

/** The error of a failed set-up, in its own class, for everything that needs the services. */
export function setUpFailed(failure: PlainError): Error {
  const error = fromPlainError(failure)
  error.message = messages.setUpFailed(error.message).join('\n')
  // Reporters then group the errors of many tests, and print the cause once, with the set-up. An unexpected error keeps both.
  if (!isAwsFixtureError(error)) return error
  delete error.cause
  return withoutPlace(error)
}
