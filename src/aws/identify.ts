import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { ProvisionError } from '../errors.ts'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { Clock } from '../wait/clock.ts'
import type { AwsAccount } from './aws-account.ts'
import { callAws } from './call-aws.ts'
import { toAwsError } from './to-aws-error.ts'

export interface IdentifyOptions {
  readonly region: string
  readonly credentials: CredentialsProvider
  readonly signal: AbortSignal
  readonly clock?: Clock
  /** The address of STS; default: AWS_ENDPOINT_URL_STS, then AWS_ENDPOINT_URL, then the region's. */
  readonly endpoint?: string
}

/** Asks AWS once whose the credentials are. Fails with a CredentialsError where there are none, or they are not accepted. */
export async function identify(options: IdentifyOptions): Promise<AwsAccount> {
  const { region, credentials, signal, clock, endpoint } = options
  const client = new STSClient({ region, credentials, maxAttempts: 1, ...(endpoint && { endpoint }) })
  try {
    const send = () => client.send(new GetCallerIdentityCommand({}), { abortSignal: signal })
    const { Account: account, Arn: arn = '' } = await callAws(send, { signal, clock })
    const partition = arn.split(':')[1]
    if (!account || !partition) {
      throw new ProvisionError(['AWS did not say whose the credentials are.', `Last seen: account ${account}, ${arn}`])
    }
    return { account, region, partition, identity: arn, credentials }
  } catch (error) {
    signal.throwIfAborted()
    throw toAwsError(error, {
      what: `AWS could not be asked whose the credentials are, in ${region}.`,
      action: 'sts:GetCallerIdentity',
    })
  } finally {
    client.destroy()
  }
}
