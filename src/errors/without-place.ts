/** The error without where in this package it was noticed. Those of many tests are one then, to reporters that gather them. */
export function withoutPlace<Failure extends Error>(error: Failure): Failure {
  error.stack = `${error.name}: ${error.message}`
  return error
}
