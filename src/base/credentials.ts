/** AWS credentials with the field names of the SDKs. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** When they expire; absent for static credentials. */
  readonly expiration?: Date
}

/**
 * Gives the credentials to sign with now. `forceRefresh` says that the last ones were rejected as expired: the provider
 * must not return cached ones. The providers of the AWS SDK take the same option.
 */
export type CredentialsProvider = (options?: { readonly forceRefresh?: boolean }) => Promise<AwsCredentials>
