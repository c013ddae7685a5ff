import type { CredentialsProvider } from '../../base/credentials.ts'

/** The account and region a run works in, and how to sign there. */
export interface AwsAccount {
  /** Twelve digits. */
  readonly account: string
  readonly region: string
  /** The first part of its ARNs after `arn:`: `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string
  /** Whose the credentials are, as an ARN; absent where nobody has asked. */
  readonly identity?: string
  readonly credentials: CredentialsProvider
}
