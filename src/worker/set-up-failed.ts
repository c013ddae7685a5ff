import { isAwsFixtureError } from '../errors/errors.ts'
import { fromPlainError, type PlainError } from '../errors/plain-error.ts'
import { withoutPlace } from '../errors/without-place.ts'
import * as messages from './messages.ts'

/** What everything fails with that needs services which could not be set up: the error of the set-up, of its class. */
export function setUpFailed(failure: PlainError): Error {
  const error = fromPlainError(failure)
  error.message = messages.setUpFailed(error.message).join('\n')
  // Those of many tests are one then, and what caused it is printed once, with the set-up. Of a mistake of ours both are kept.
  if (!isAwsFixtureError(error)) return error
  delete error.cause
  return withoutPlace(error)
}
