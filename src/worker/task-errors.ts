import type { RunnerTask, RunnerTestSuite } from 'vitest'
import { withoutPlace } from '../errors/errors.ts'

/**
 * Adds to the failure of a test, or of a suite's own hooks, what is known of it beside. It becomes a part of the error, so
 * that every reporter shows it, and nothing silences it; one more error would be the one that a `retry.condition` looks at.
 * `earlier` is how many errors of attempts before are not meant. Where nothing has failed it is left out.
 */
export function appendToError({ result }: Pick<RunnerTask, 'result'>, text: string | undefined, earlier = 0): void {
  const error = result?.state === 'fail' ? result.errors?.[earlier] : undefined
  if (!error || text === undefined) return
  const { message, stack } = error
  error.message = `${message}\n\n${text}`
  // Reporters print the one or the other, and take failures of the same stack for one.
  if (stack) error.stack = stack.includes(message) ? stack.replace(message, () => error.message) : `${text}\n${stack}`
}

/** The same for every suite, from this one on, of which a hook has failed. */
export function appendToSuiteErrors(suite: RunnerTestSuite, text: string | undefined): void {
  appendToError(suite, text)
  for (const task of suite.tasks) if (task.type === 'suite') appendToSuiteErrors(task, text)
}

/** Whether a test, or a hook of it, timed out. Vitest marks that by the text of the error only. */
export function isTimeout({ result }: Pick<RunnerTask, 'result'>, earlier = 0): boolean {
  return /^(?:Test|Hook) timed out in \d+ms/.test(result?.errors?.[earlier]?.message ?? '')
}

/** Puts what made a test fail before the errors that came of it. */
export function prependError({ result }: Pick<RunnerTask, 'result'>, cause: Error | undefined, earlier = 0): void {
  if (!cause || result?.state !== 'fail') return
  const { name, message, stack } = withoutPlace(cause)
  result.errors?.splice(earlier, 0, { name, message, ...(stack !== undefined && { stack }) })
}
