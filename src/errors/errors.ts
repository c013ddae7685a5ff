/**
 * Every error that this package throws on purpose, by its code, and the guards that recognise them.
 *
 * Errors cross processes (daemon, workers, Vitest's main process), so they are recognised by their stable `code`, never by
 * `instanceof` alone. `plain-error.ts` converts them.
 */
import type { AwsFixtureError, ErrorCode } from './aws-fixture-error.ts'
import {
  ClientRejectedError,
  ConfigError,
  CredentialsError,
  DatasetError,
  OwnershipError,
  PermissionError,
} from './configuration-errors.ts'
import {
  CleanupError,
  EnginesStoppedError,
  LeakedResourceError,
  NamespaceError,
  ProvisionError,
  UnexpectedStateError,
} from './resource-errors.ts'
import { DnsError, ReachabilityError, WaitTimeoutError } from './temporary-errors.ts'

export type { ErrorCategory, ErrorCode, ErrorDetails, ErrorFault, MessageLines } from './aws-fixture-error.ts'
export { AwsFixtureError, messageOf, withoutPlace } from './aws-fixture-error.ts'
export type { Denial } from './configuration-errors.ts'
export type { WaitRecord } from './messages.ts'
export type { CleanupFailure } from './resource-errors.ts'
export {
  CleanupError,
  ClientRejectedError,
  ConfigError,
  CredentialsError,
  DatasetError,
  DnsError,
  EnginesStoppedError,
  LeakedResourceError,
  NamespaceError,
  OwnershipError,
  PermissionError,
  ProvisionError,
  ReachabilityError,
  UnexpectedStateError,
  WaitTimeoutError,
}

/** The class of each code. */
export const errorClasses = {
  AWS_FIXTURE_CONFIG: ConfigError,
  AWS_FIXTURE_CREDENTIALS: CredentialsError,
  AWS_FIXTURE_PERMISSION: PermissionError,
  AWS_FIXTURE_CLIENT_REJECTED: ClientRejectedError,
  AWS_FIXTURE_DATASET: DatasetError,
  AWS_FIXTURE_OWNERSHIP: OwnershipError,
  AWS_FIXTURE_DNS: DnsError,
  AWS_FIXTURE_REACHABILITY: ReachabilityError,
  AWS_FIXTURE_WAIT_TIMEOUT: WaitTimeoutError,
  AWS_FIXTURE_PROVISION: ProvisionError,
  AWS_FIXTURE_ENGINES_STOPPED: EnginesStoppedError,
  AWS_FIXTURE_UNEXPECTED_STATE: UnexpectedStateError,
  AWS_FIXTURE_NAMESPACE: NamespaceError,
  AWS_FIXTURE_LEAKED_RESOURCE: LeakedResourceError,
  AWS_FIXTURE_CLEANUP: CleanupError,
}

/** The class of an error with this code. */
export type ErrorByCode = { [Code in keyof typeof errorClasses]: InstanceType<(typeof errorClasses)[Code]> }

/** Whether this is an error of this package, also from another copy of it. */
export function isAwsFixtureError(error: unknown): error is AwsFixtureError {
  return typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('AWS_FIXTURE_')
}

/** Whether this is the error of this package that has this code. */
export function hasErrorCode<Code extends keyof ErrorByCode>(error: unknown, code: Code): error is ErrorByCode[Code] {
  return isAwsFixtureError(error) && (error.code as ErrorCode) === code
}
