/** AWS credentials as the SDKs spell them. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** When they stop working; absent for static ones. */
  readonly expiration?: Date
}

/** Gives the credentials to sign with now. Called for each request, so it should remember what it fetched. */
export type CredentialsProvider = () => Promise<AwsCredentials>
