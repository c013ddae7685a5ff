/** The plugin's public door: `import { awsFixtures } from 'vitest-aws-fixtures'`. */
import './provided.ts'

export type { IamPolicy, IamStatement } from './aws/policy.ts'
export type { OpenedTunnel, OpenTunnel, TunnelTarget } from './client/tunnel-end.ts'
export { callerPolicy } from './config/caller-policy.ts'
export type { AwsFixturesOptions, MappedValue } from './config/options.ts'
export { policy } from './config/policy.ts'
export type { CleanupFailure, ErrorCategory, ErrorFault } from './errors.ts'
export {
  AwsFixtureError,
  CleanupError,
  ClientRejectedError,
  ConfigError,
  DatasetError,
  EnginesStoppedError,
  hasErrorCode,
  isAwsFixtureError,
  LeakedResourceError,
  NamespaceError,
  ProvisionError,
  ReachabilityError,
  UnexpectedStateError,
} from './errors.ts'
export type { AwsFixturesPlugin } from './plugin.ts'
export { awsFixtures } from './plugin.ts'
export type { WaitRecord } from './wait/wait-timeout.ts'
export { WaitTimeoutError } from './wait/wait-timeout.ts'
