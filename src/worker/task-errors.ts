import type { RunnerTask, RunnerTestSuite } from 'vitest'
import { withoutPlace } from '../errors/errors.ts'

/**
 * Appends a text to the failure of a test, or of a suite's own hooks. The text becomes part of the error, so that every reporter
 * shows it. An additional error would be the one that a `retry.condition` checks. `earlier` is the number of errors from earlier
 * attempts, which stay unchanged. Does nothing where nothing has failed.
 */
export function appendToError({ result }: Pick<RunnerTask, 'result'>, text: string | undefined, earlier = 0): void {
  const error = result?.state === 'fail' ? result.errors?.[earlier] : undefined
  if (!error || text === undefined) return
  const { message, stack } = error
  error.message = `${message}\n\n${text}`
  // Some reporters print the message and others the stack, and they group failures with the same stack.
  if (stack) error.stack = stack.includes(message) ? stack.replace(message, () => error.message) : `${text}\n${stack}`
}

/** Appends a text to the failure of every suite whose hook has failed: this suite and those inside it. */
export function appendToSuiteErrors(suite: RunnerTestSuite, text: string | undefined): void {
  appendToError(suite, text)
  for (const task of suite.tasks) if (task.type === 'suite') appendToSuiteErrors(task, text)
}

/** Whether a test or one of its hooks timed out. In Vitest only the text of the error tells that. */
export function isTimeout({ result }: Pick<RunnerTask, 'result'>, earlier = 0): boolean {
  return /^(?:Test|Hook) timed out in \d+ms/.test(result?.errors?.[earlier]?.message ?? '')
}

/** Puts the cause of a test's failure before the errors that follow from it. */
export function prependError({ result }: Pick<RunnerTask, 'result'>, cause: Error | undefined, earlier = 0): void {
  if (!cause || result?.state !== 'fail') return
  const { name, message, stack } = withoutPlace(cause)
  result.errors?.splice(earlier, 0, { name, message, ...(stack !== undefined && { stack }) })
}
