import { ConfigError } from '../errors/errors.ts'
import { withoutPlace } from '../errors/without-place.ts'

/** What everything fails with that needs services which could not be set up; `message` says why. */
export function setUpFailed(message: string): ConfigError {
  return withoutPlace(new ConfigError(['vitest-aws-fixtures could not be set up for this run.', message]))
}
