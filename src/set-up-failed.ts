import { ConfigError } from './errors.ts'

/** What everything fails with that needs services which could not be set up; `message` says why. */
export function setUpFailed(message: string): ConfigError {
  const error = new ConfigError(['vitest-aws-fixtures could not be set up for this run.', message])
  // Where in this package it is thrown is of no use to anybody.
  error.stack = `${error.name}: ${error.message}`
  return error
}
