import type { CredentialsProvider } from '../../base/credentials.ts'

/** The account and region in which a run works, and the credentials to sign with. */
export interface AwsAccount {
  /** Twelve digits. */
  readonly account: string
  readonly region: string
  /** The part of ARNs after `arn:`: `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string
  /** The ARN of the identity to which the credentials belong; absent where STS was not asked. */
  readonly identity?: string
  readonly credentials: CredentialsProvider
}
