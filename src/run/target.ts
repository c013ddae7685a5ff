import type { CredentialsProvider } from '../base/credentials.ts'
import type { AwsOptions, CommonOptions } from '../config/resolve.ts'
import type { ReadyRun } from '../contracts/provided-run.ts'
import type { RunContext } from '../contracts/run-context.ts'

/** What a target needs to start. */
export interface TargetOptions<Options extends CommonOptions = CommonOptions> extends RunContext<Options> {
  /** How many workers may run at the same time. */
  readonly workers: number
}

/** A run on AWS, and the credentials that it signs with. */
export interface AwsRun extends TargetOptions<AwsOptions> {
  readonly credentials: CredentialsProvider
}

/** A target that is ready for tests. */
export interface StartedTarget {
  readonly provided: ReadyRun
  /** A PEM file for NODE_EXTRA_CA_CERTS, with the user's own authorities and the gate's; absent: the variable stays. */
  readonly authorities?: string
  /** One sentence about what stays for the next run; `undefined`: nothing stays. */
  readonly kept?: () => string | undefined
  /** What has been proved at the end of the run, in sentences. */
  readonly proof?: readonly string[]
}
