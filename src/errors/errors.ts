/**
 * Every error this package throws on purpose.
 *
 * Errors cross processes (daemon, workers, Vitest's main process) as plain data, so they are told apart by
 * their stable `code`, never by `instanceof` alone. A message has up to three lines: what failed and on which
 * resource; the last thing seen; what the user can do.
 */

/** `temporary`: the same call may succeed later. `configuration`: the user must change something. `resource`: the resource is at fault. */
export type ErrorCategory = 'temporary' | 'configuration' | 'resource'

/** Who has to act. */
export type ErrorFault = 'user' | 'aws' | 'plugin'

/** What every error carries besides its message. */
export interface ErrorDetails {
  /** The resource the error is about, as a person would name it: `OpenSearch engine 2.19.1`. */
  readonly resource?: string | undefined
  readonly cause?: unknown
}

export abstract class AwsFixtureError extends Error {
  abstract readonly code: `AWS_FIXTURE_${string}`
  abstract readonly category: ErrorCategory
  abstract readonly fault: ErrorFault
  // `declare`, here and below: a field that is not set must not be there, or it would be printed as undefined.
  declare readonly resource?: string

  constructor(lines: string | readonly (string | undefined)[], details: ErrorDetails = {}) {
    super(
      typeof lines === 'string' ? lines : lines.filter((line) => line !== undefined && line !== '').join('\n'),
      details.cause === undefined ? undefined : { cause: details.cause },
    )
    this.name = new.target.name
    if (details.resource !== undefined) this.resource = details.resource
  }

  /** Whether repeating the same call unchanged can help. */
  get retryable(): boolean {
    return this.category === 'temporary'
  }
}

/** The options, or the machine, do not allow what was asked. Nothing has been created. */
export class ConfigError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_CONFIG'
  readonly category = 'configuration'
  readonly fault = 'user'
}

/** There are no AWS credentials, or they are not accepted. Nothing has been created. */
export class CredentialsError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_CREDENTIALS'
  readonly category = 'configuration'
  readonly fault = 'user'
}

/** What AWS says of a call it has denied; what it does not name is absent. */
export interface Denial {
  /** The IAM action that has to be allowed. */
  readonly action?: string
  /** All of them, where several were asked for at once. */
  readonly actions?: readonly string[]
  /** Who asked, as an ARN. */
  readonly identity?: string
  /** What it was asked of, as an ARN. */
  readonly target?: string
}

/** AWS does not allow this identity what is needed. */
export class PermissionError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_PERMISSION'
  readonly category = 'configuration'
  readonly fault = 'user'
  readonly denial: Denial

  constructor(lines: string | readonly (string | undefined)[], details: ErrorDetails & { denial?: Denial } = {}) {
    super(lines, details)
    this.denial = details.denial ?? {}
  }
}

/** A host name did not become known in time. */
export class DnsError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_DNS'
  readonly category = 'temporary'
  readonly fault = 'aws'
}

/** An address that is needed could not be reached. */
export class ReachabilityError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_REACHABILITY'
  readonly category = 'temporary'
  readonly fault = 'user'
}

/** A resource could not be made. What had been made before it has been undone. */
export class ProvisionError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_PROVISION'
  readonly category = 'resource'
  readonly fault: ErrorFault

  /** `fault` is by default the plugin's. */
  constructor(lines: string | readonly (string | undefined)[], details: ErrorDetails & { fault?: ErrorFault } = {}) {
    super(lines, details)
    this.fault = details.fault ?? 'plugin'
  }
}

/** The engines of this machine were stopped while a run used them; nothing of it can work any more. */
export class EnginesStoppedError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_ENGINES_STOPPED'
  readonly category = 'resource'
  readonly fault = 'user'
}

/** A resource entered a state from which the wanted one cannot follow. */
export class UnexpectedStateError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_UNEXPECTED_STATE'
  readonly category = 'resource'
  readonly fault = 'plugin'
  /** The state that was seen; `absent` where the resource was gone. */
  readonly state: string

  constructor(lines: string | readonly (string | undefined)[], details: ErrorDetails & { state: string }) {
    super(lines, details)
    this.state = details.state
  }
}

/** A client that was to be handed to tests got no good answer. */
export class ClientRejectedError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_CLIENT_REJECTED'
  readonly category = 'configuration'
  readonly fault = 'user'
  readonly endpoint: string
  /** HTTP status of the answer, where there was one. */
  declare readonly status?: number

  constructor(
    lines: string | readonly (string | undefined)[],
    details: ErrorDetails & { endpoint: string; status?: number | undefined },
  ) {
    super(lines, details)
    this.endpoint = details.endpoint
    if (details.status !== undefined) this.status = details.status
  }
}

/** A dataset cannot be read or loaded. */
export class DatasetError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_DATASET'
  readonly category = 'configuration'
  readonly fault = 'user'
}

/** What a test may touch could not be handed out, or not emptied. */
export class NamespaceError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_NAMESPACE'
  readonly category = 'resource'
  readonly fault: ErrorFault

  /** `fault` is by default the plugin's. */
  constructor(lines: string | readonly (string | undefined)[], details: ErrorDetails & { fault?: ErrorFault } = {}) {
    super(lines, details)
    this.fault = details.fault ?? 'plugin'
  }
}

/** Something is still there after it was deleted, or was left where no test may leave anything. */
export class LeakedResourceError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_LEAKED_RESOURCE'
  readonly category = 'resource'
  readonly fault = 'user'
}

/** What was to be changed or deleted is not this package's own. It has been left alone. */
export class OwnershipError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_OWNERSHIP'
  readonly category = 'configuration'
  readonly fault = 'user'
}

/** The cleanup could not be proved. Carries every failure, in the order in which they happened. */
export class CleanupError extends AwsFixtureError {
  readonly code = 'AWS_FIXTURE_CLEANUP'
  readonly category = 'resource'
  readonly fault = 'plugin'
  readonly failures: readonly CleanupFailure[]

  constructor(failures: readonly CleanupFailure[]) {
    super(
      [
        `The cleanup could not be proved: ${failures.length} of its steps failed.`,
        ...failures.map(({ step, error }) => `- ${step}: ${messageOf(error).replaceAll('\n', '\n  ')}`),
      ],
      { cause: failures[0]?.error },
    )
    this.failures = failures
  }
}

/** One step of a cleanup that failed. */
export interface CleanupFailure {
  /** What the step was to undo: `index vaf-1-airports`. */
  readonly step: string
  readonly error: unknown
}

/** Whether this is an error of this package, also when it has crossed a process boundary as plain data. */
export function isAwsFixtureError(error: unknown): error is AwsFixtureError {
  return typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('AWS_FIXTURE_')
}

/** Whether this error of ours has the given code, also when it has crossed a process boundary as plain data. */
export function hasErrorCode<Code extends AwsFixtureError['code']>(
  error: unknown,
  code: Code,
): error is AwsFixtureError & { code: Code } {
  return isAwsFixtureError(error) && error.code === code
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
    ? String(error.message)
    : String(error)
}
