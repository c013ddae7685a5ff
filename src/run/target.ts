import type { CredentialsProvider } from '../base/credentials.ts'
import type { AwsOptions, CommonOptions } from '../config/resolve.ts'
import type { ReadyRun } from '../contracts/provided-run.ts'
import type { RunContext } from '../contracts/run-context.ts'

/** What a target is started with. */
export interface TargetOptions<Options extends CommonOptions = CommonOptions> extends RunContext<Options> {
  /** How many workers may run at the same time. */
  readonly workers: number
}

/** A run on AWS, and what it signs with. */
export interface AwsRun extends TargetOptions<AwsOptions> {
  readonly credentials: CredentialsProvider
}

/** What a target that is ready for tests gives back. */
export interface StartedTarget {
  readonly provided: ReadyRun
  /** A PEM file for NODE_EXTRA_CA_CERTS: the user's own authorities and the gate's. Absent: it stays the user's. */
  readonly authorities?: string
  /** What stays for the next run once this one has ended, in a sentence; `undefined`: nothing. */
  readonly kept?: () => string | undefined
  /** How it is proved in the end that nothing is left, a sentence each. */
  readonly proof?: readonly string[]
}
