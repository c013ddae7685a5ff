/** Errors after which the user has to change something: options, credentials, permissions, data. */
import { AwsFixtureError, type ErrorDetails, type MessageLines } from './aws-fixture-error.ts'

/**
 * An option, a variable or something on this machine does not allow what was asked. Nothing has been created.
 *
 * To do: change what the message names, and run again. One error lists all faults of the options.
 *
 * @example
 * The options of awsFixtures() in the Vitest config are not valid.
 * - opensearch.heapMB: there is no such option. Did you mean 'heapMb'?
 */
export class ConfigError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_CONFIG'
  declare readonly code: typeof ConfigError.code
  readonly category = 'configuration'
  readonly fault = 'user'
}

/**
 * There are no AWS credentials, or AWS does not accept them. Nothing has been created.
 *
 * To do: log in again, or set `AWS_PROFILE` or `AWS_ACCESS_KEY_ID` as for any AWS tool. The last line says which.
 *
 * @example
 * The SSO login of profile 'dev' has expired.
 * Last seen: Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.
 * Log in again: aws sso login --profile dev
 */
export class CredentialsError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_CREDENTIALS'
  declare readonly code: typeof CredentialsError.code
  readonly category = 'configuration'
  readonly fault = 'user'
}

/** The details of a call that AWS has denied. A detail that AWS does not name is absent. */
export interface Denial {
  /** The IAM action that has to be allowed. */
  readonly action?: string
  /** All actions, where one request needed several. */
  readonly actions?: readonly string[]
  /** The identity that sent the request, as an ARN. */
  readonly identity?: string
  /** The resource of the request, as an ARN. */
  readonly target?: string
}

/**
 * AWS does not allow the identity of this run what the run needs.
 *
 * To do: allow the action that the message names, for the identity that it names. `npx vitest-aws-fixtures policy` prints
 * a policy with everything the options need.
 *
 * @example
 * AWS denied the creation of OpenSearch domain vaf-3f9c2-opensearch.
 * AccessDeniedException: User: arn:aws:iam::111122223333:user/dev is not authorized to perform: es:CreateDomain
 * Allow es:CreateDomain to arn:aws:iam::111122223333:user/dev, in an IAM policy.
 */
export class PermissionError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_PERMISSION'
  declare readonly code: typeof PermissionError.code
  readonly category = 'configuration'
  readonly fault = 'user'
  /** The details of the denial: `action`, `actions`, `identity`, `target`. A detail that AWS does not name is absent. */
  readonly denial: Denial

  constructor(lines: MessageLines, details: ErrorDetails & { denial?: Denial } = {}) {
    super(lines, details)
    this.denial = details.denial ?? {}
  }
}

/**
 * The service rejected a client's request because of who asked or how it was signed, or it could not serve the request.
 *
 * To do: read the second line, which is the service's own answer. A gate says what of the signature is wrong.
 *
 * @example
 * https://127.0.0.1:41234 rejected GET /airports/_search with 403.
 * InvalidSignatureException: Credential should be scoped to a valid region.
 * The client signs for the region us-east-1. Give it the region of the endpoint.
 */
export class ClientRejectedError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_CLIENT_REJECTED'
  declare readonly code: typeof ClientRejectedError.code
  readonly category = 'configuration'
  readonly fault = 'user'
  /** The URL of the request. */
  readonly endpoint: string
  /** HTTP status of the answer; absent where there was no answer. */
  declare readonly status?: number

  constructor(lines: MessageLines, details: ErrorDetails & { endpoint: string; status?: number | undefined }) {
    super(lines, details)
    this.endpoint = details.endpoint
    if (details.status !== undefined) this.status = details.status
  }
}

/**
 * A dataset cannot be read or loaded.
 *
 * To do: correct the file at the line that the message names. One error lists all faults of a dataset, up to 20.
 *
 * @example
 * Dataset airports cannot be read: 1 problem in /home/me/project/fixtures/airports
 * - opensearch/airports/airports.ndjson:12: this is not JSON.
 */
export class DatasetError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_DATASET'
  declare readonly code: typeof DatasetError.code
  readonly category = 'configuration'
  readonly fault = 'user'
}

/**
 * A resource that was to be changed or deleted does not belong to this package, or belongs to another run. It has been
 * left alone.
 *
 * To do: nothing, where somebody else uses it. Otherwise delete it by hand; the message has the command.
 *
 * @example
 * OpenSearch domain vaf-3f9c2-opensearch is not deleted: it has no tag 'vitest-aws-fixtures' of this package.
 * Only what carries both the name and the tag of this package is.
 * Where nobody needs it: aws opensearch delete-domain --domain-name vaf-3f9c2-opensearch --region eu-west-1
 */
export class OwnershipError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_OWNERSHIP'
  declare readonly code: typeof OwnershipError.code
  readonly category = 'configuration'
  readonly fault = 'user'
}
