import { isAwsFixtureError } from './errors.ts'
import { linkTo } from './messages.ts'

/** A message or a stack, and the code of the error, as an error and as what Vitest has made of it. */
interface Printed {
  message: string
  stack?: string | undefined
}

/**
 * Ends an error of ours with the link to its section of docs/errors.md. Called where an error leaves the package: inside, a
 * message is quoted by others, which would repeat the link. Does nothing to any other error, or a second time.
 */
export function withLink<Thrown>(error: Thrown): Thrown {
  if (!isAwsFixtureError(error)) return error
  const printed: Printed = error
  const { message, stack } = printed
  const link = linkTo(error.code)
  if (message.includes(link)) return error
  printed.message = `${message}\n${link}`
  // Reporters print the one or the other.
  if (stack) printed.stack = stack.replace(`: ${message}`, () => `: ${printed.message}`)
  return error
}
