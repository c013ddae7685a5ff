/** The plugin's public door: `import { awsFixtures } from 'vitest-aws-fixtures'`. */
import './contracts/provided.ts'

export type { IamPolicy, IamStatement } from './aws/permissions/policy.ts'
export { iamPolicy, requiredIamPolicy } from './config/iam-policy.ts'
export type { AwsFixturesOptions, MappedValue } from './config/options.ts'
export type { OpenedTunnel, OpenTunnel, TunnelTarget } from './config/tunnel-end.ts'
export type { CleanupFailure, Denial, ErrorByCode, ErrorCategory, ErrorFault, WaitRecord } from './errors/errors.ts'
export {
  AwsFixtureError,
  CleanupError,
  ClientRejectedError,
  ConfigError,
  CredentialsError,
  DatasetError,
  DnsError,
  EnginesStoppedError,
  hasErrorCode,
  isAwsFixtureError,
  LeakedResourceError,
  NamespaceError,
  OwnershipError,
  PermissionError,
  ProvisionError,
  ReachabilityError,
  UnexpectedStateError,
  WaitTimeoutError,
} from './errors/errors.ts'
export type { AwsFixturesPlugin } from './plugin/plugin.ts'
export { awsFixtures } from './plugin/plugin.ts'
