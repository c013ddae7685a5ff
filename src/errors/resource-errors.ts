/** Errors of a resource: it could not be made, used, emptied or removed. */
import {
  AwsFixtureError,
  type ErrorDetails,
  type ErrorFault,
  type MessageLines,
  messageOf,
} from './aws-fixture-error.ts'
import { cleanupNotProved } from './messages.ts'
import { withoutWire } from './without-wire.ts'

/**
 * A resource could not be made. What had been made before it has been undone.
 *
 * To do: follow the last line. `fault` says who has to act: `user`, `aws`, or this package (`plugin`).
 *
 * @example
 * OpenSearch 2.19.1 could not be started.
 * Last seen: It ended with exit code 3: OutOfMemoryError: Java heap space
 * Give it more memory with opensearch.heapMb.
 */
export class ProvisionError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_PROVISION'
  declare readonly code: typeof ProvisionError.code
  readonly category = 'resource'
  readonly fault: ErrorFault

  /** `fault` is by default the plugin's. */
  constructor(lines: MessageLines, details: ErrorDetails & { fault?: ErrorFault } = {}) {
    super(lines, details)
    this.fault = details.fault ?? 'plugin'
  }
}

/**
 * The engines of this machine were stopped while a run used them. No test of the run can use them any more.
 *
 * To do: run the tests again. `npx vitest-aws-fixtures down --force`, a kill, or a machine that is out of memory stops them.
 *
 * @example
 * The engines stopped during the run, at 14:03:21: their process 4711 was ended.
 * All tests that use them fail from then on because of this.
 * What ends it: 'npx vitest-aws-fixtures down --force', a kill, or a machine that is out of memory. Run the tests again.
 */
export class EnginesStoppedError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_ENGINES_STOPPED'
  declare readonly code: typeof EnginesStoppedError.code
  readonly category = 'resource'
  readonly fault = 'user'
}

/**
 * A resource entered a state from which it cannot reach the wanted one.
 *
 * To do: read what the service says of that state, in the second line. The resource is being removed.
 *
 * @example
 * OpenSearch domain vaf-3f9c2-opensearch is failed, but was expected to become active.
 * ValidationFailed: the subnet has no free addresses.
 */
export class UnexpectedStateError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_UNEXPECTED_STATE'
  declare readonly code: typeof UnexpectedStateError.code
  readonly category = 'resource'
  readonly fault = 'plugin'
  /** The state that was seen; `absent` where the resource was gone. */
  readonly state: string

  constructor(lines: MessageLines, details: ErrorDetails & { state: string }) {
    super(lines, details)
    this.state = details.state
  }
}

/**
 * A test's own indices, graph or partition could not be handed out or emptied.
 *
 * To do: follow the last line. Where a test caused it, `fault` is `user`: for example a request that a test did not await.
 *
 * @example
 * The test 'finds airports' left requests under way, and the engine has not finished them.
 * Last seen: POST /vaf-3f9c2-w1-airports/_update_by_query.
 * Await every request before its test ends, with a timeout longer than it takes.
 */
export class NamespaceError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_NAMESPACE'
  declare readonly code: typeof NamespaceError.code
  readonly category = 'resource'
  readonly fault: ErrorFault

  /** `fault` is by default the plugin's. */
  constructor(lines: MessageLines, details: ErrorDetails & { fault?: ErrorFault } = {}) {
    super(lines, details)
    this.fault = details.fault ?? 'plugin'
  }
}

/**
 * Something is still there after it was deleted, or was left where no test may leave anything. It may cost money.
 *
 * To do: delete it by hand; the last line has the command.
 *
 * @example
 * OpenSearch domain vaf-3f9c2-opensearch is still there after it was deleted.
 * Last state: deleting, 120 s after the request.
 * Delete it by hand: aws opensearch delete-domain --domain-name vaf-3f9c2-opensearch --region eu-west-1
 */
export class LeakedResourceError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_LEAKED_RESOURCE'
  declare readonly code: typeof LeakedResourceError.code
  readonly category = 'resource'
  readonly fault = 'user'
}

/** One step of a cleanup that failed. */
export interface CleanupFailure {
  /** What the step was to undo: `index vaf-1-airports`. */
  readonly step: string
  readonly error: unknown
}

/**
 * A run could not prove that everything it made is gone. The message lists every step that failed.
 *
 * To do: follow what each step says. Everything that is not listed has been removed.
 *
 * @example
 * The cleanup could not be proved: 1 of its steps failed.
 * - Neptune cluster vaf-3f9c2-neptune: Neptune cluster vaf-3f9c2-neptune could not be deleted.
 */
export class CleanupError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_CLEANUP'
  declare readonly code: typeof CleanupError.code
  readonly category = 'resource'
  readonly fault = 'plugin'
  /** The steps that failed, in the order of their failures, each with its `step` and its `error`. */
  readonly failures: readonly CleanupFailure[]

  constructor(failures: readonly CleanupFailure[]) {
    super(cleanupNotProved(failures.map(({ step, error }) => [step, messageOf(error)])), { cause: failures[0]?.error })
    for (const { error } of failures) withoutWire(error)
    this.failures = failures
  }
}
