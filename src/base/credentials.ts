/** AWS credentials as the SDKs spell them. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** When they stop working; absent for static ones. */
  readonly expiration?: Date
}

/**
 * Gives the credentials to sign with now. `forceRefresh` says that those it gave last were rejected as expired, and that
 * what it remembers is of no use; the providers of the AWS SDK understand it.
 */
export type CredentialsProvider = (options?: { readonly forceRefresh?: boolean }) => Promise<AwsCredentials>
