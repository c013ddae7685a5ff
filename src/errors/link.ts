import { isAwsFixtureError } from './errors.ts'
import { linkTo } from './messages.ts'

/** The printed fields of an error, or of Vitest's plain form of it. */
interface Printed {
  message: string
  stack?: string | undefined
}

/**
 * Appends to an error of ours the link to its section of docs/errors.md. Call it where an error leaves the package: inside the
 * package other messages quote the message, and would repeat the link. Does not change any other error, or an error with a link.
 */
export function withLink<Thrown>(error: Thrown): Thrown {
  if (!isAwsFixtureError(error)) return error
  const printed: Printed = error
  const { message, stack } = printed
  const link = linkTo(error.code)
  if (message.includes(link)) return error
  printed.message = `${message}\n${link}`
  // Some reporters print the message, and others the stack.
  if (stack) printed.stack = stack.replace(`: ${message}`, () => `: ${printed.message}`)
  return error
}
