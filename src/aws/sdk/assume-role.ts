import type { AwsCredentials, CredentialsProvider } from '../../base/credentials.ts'
import { loadProviders } from '../../credentials/provider-chain.ts'
import { rememberedProvider } from '../../credentials/remember-credentials.ts'
import { classify } from '../../errors/classify.ts'
import { CredentialsError, messageOf } from '../../errors/errors.ts'
import { iamAction } from '../actions/actions.ts'
import { toAwsError } from './to-aws-error.ts'

/** A role that a run works as. Plain data. */
export interface AssumedRole {
  /** `arn:aws:iam::111122223333:role/tests`. */
  readonly roleArn: string
  readonly externalId?: string | undefined
  /** How CloudTrail names who has assumed it. */
  readonly sessionName: string
  /** How long its credentials last, in seconds; default 3,600. */
  readonly durationSeconds?: number | undefined
}

/** How long STS may take to connect and to answer, in milliseconds. */
const timeouts = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true }

/**
 * The credentials of a role, assumed with those of `from`. Asked for when they are first needed, remembered for all who
 * are given this one provider, and fetched anew a minute before they end.
 *
 * Fails with a ConfigError where the AWS SDK is missing, with a CredentialsError where the role may not be assumed, and
 * else as any call to AWS does.
 */
export function assumeRole(region: string, role: AssumedRole, from: CredentialsProvider): CredentialsProvider {
  let assuming: Promise<CredentialsProvider> | undefined
  return rememberedProvider(async () => {
    assuming ??= loadAssuming(region, role, from)
    return askFor(role, await assuming)
  })
}

async function loadAssuming(region: string, role: AssumedRole, from: CredentialsProvider) {
  const { fromTemporaryCredentials } = await loadProviders()
  return fromTemporaryCredentials({
    params: {
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName,
      ...(role.externalId && { ExternalId: role.externalId }),
      ...(role.durationSeconds && { DurationSeconds: role.durationSeconds }),
    },
    // Expired as they are given: `from` remembers by itself, and the SDK would keep those without an end for ever.
    masterCredentials: async () => ({ ...(await from()), expiration: new Date(0) }),
    clientConfig: { region, requestHandler: timeouts },
  }) as CredentialsProvider
}

async function askFor({ roleArn, externalId }: AssumedRole, assuming: CredentialsProvider): Promise<AwsCredentials> {
  try {
    return await assuming()
  } catch (cause) {
    const what = `The role ${roleArn} could not be assumed.`
    if (classify(cause).kind !== 'denied') throw toAwsError(cause, { what, action: iamAction('sts', 'AssumeRole') })
    throw new CredentialsError(
      [
        what,
        `Last seen: ${messageOf(cause)}`,
        `Allow ${iamAction('sts', 'AssumeRole')} on it, and let its trust policy name who asks${externalId ? ' and the external id' : ''}; or correct 'aws.assumeRole'.`,
      ],
      { cause },
    )
  }
}
