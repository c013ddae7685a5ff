import type { AwsCredentials, CredentialsProvider } from '../../base/credentials.ts'
import { loadProviders } from '../../credentials/provider-chain.ts'
import { rememberedProvider } from '../../credentials/remember-credentials.ts'
import { classify } from '../../errors/classify.ts'
import { CredentialsError, messageOf } from '../../errors/errors.ts'
import { iamAction } from '../actions/actions.ts'
import * as messages from './messages.ts'
import { toAwsError } from './to-aws-error.ts'

/** A role that a run works as. Plain data. */
export interface AssumedRole {
  /** `arn:aws:iam::111122223333:role/tests`. */
  readonly roleArn: string
  readonly externalId?: string | undefined
  /** The name of the role session, which CloudTrail shows. */
  readonly sessionName: string
  /** How long the credentials of the role last, in seconds; default 3,600. */
  readonly durationSeconds?: number | undefined
}

/** How long STS may take to connect and to answer, in milliseconds. */
const timeouts = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true }

/**
 * The credentials of a role, assumed with those of `from`. They are fetched when they are first needed, remembered for all
 * clients of this provider, and fetched again a minute before they expire.
 *
 * Fails with a ConfigError where the AWS SDK is missing, and with a CredentialsError where the caller may not assume the role.
 * Whatever else goes wrong fails with the same errors as in any call to AWS.
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
    // Given as already expired: `from` remembers by itself, and the SDK would never renew credentials without an expiry.
    masterCredentials: async () => ({ ...(await from()), expiration: new Date(0) }),
    clientConfig: { region, requestHandler: timeouts },
  }) as CredentialsProvider
}

async function askFor({ roleArn, externalId }: AssumedRole, assuming: CredentialsProvider): Promise<AwsCredentials> {
  try {
    return await assuming()
  } catch (cause) {
    const action = iamAction('sts', 'AssumeRole')
    if (classify(cause).kind !== 'denied') throw toAwsError(cause, { what: messages.roleNotAssumed(roleArn), action })
    const lines = messages.roleDenied(roleArn, action, Boolean(externalId), messageOf(cause))
    throw new CredentialsError(lines, { cause })
  }
}
