import { withoutWire } from './without-wire.ts'

/** The code that identifies the kind of an error. It never changes. */
export type ErrorCode = `AWS_FIXTURE_${string}`

/** `temporary`: the same call may succeed later. `configuration`: the user must change something. `resource`: the resource is at fault. */
export type ErrorCategory = 'temporary' | 'configuration' | 'resource'

/** Who has to act. */
export type ErrorFault = 'user' | 'aws' | 'plugin'

/** The lines of a message. Absent and empty lines are left out. */
export type MessageLines = string | readonly (string | undefined)[]

export interface ErrorDetails {
  /** The resource the error is about, as a person would name it: `OpenSearch engine 2.19.1`. */
  readonly resource?: string | undefined
  /** What led to it. From an error of the AWS SDK, the request and its signature are removed. */
  readonly cause?: unknown
}

/**
 * An error that this package throws on purpose. The message has up to three parts: what failed and on which resource, what was
 * observed last, and what the user can do.
 */
export abstract class AwsFixtureError extends Error {
  readonly code: ErrorCode
  /** Whether the same call may succeed later, the user must change something, or the resource is at fault. */
  abstract readonly category: ErrorCategory
  /** Who has to act. */
  abstract readonly fault: ErrorFault
  // `declare`, here and below: a field without a value must not exist, or it would be printed as undefined.
  /** The resource the error is about, as a person would name it: `OpenSearch engine 2.19.1`. */
  declare readonly resource?: string

  constructor(lines: MessageLines, details: ErrorDetails = {}) {
    const { code } = new.target as unknown as { readonly code: ErrorCode }
    const text =
      typeof lines === 'string' ? lines : lines.filter((line) => line !== undefined && line !== '').join('\n')
    super(text, details.cause === undefined ? undefined : { cause: withoutWire(details.cause) })
    this.name = new.target.name
    if (details.resource !== undefined) this.resource = details.resource
    this.code = code
  }

  /** Whether repeating the same call unchanged can help. */
  get retryable(): boolean {
    return this.category === 'temporary'
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
    ? String(error.message)
    : String(error)
}

/** The error without a stack in this package, so that reporters group the same error of many tests. */
export function withoutPlace<Failure extends Error>(error: Failure): Failure {
  error.stack = `${error.name}: ${error.message}`
  return error
}
