import type { AwsCredentials } from '../../base/credentials.ts'
import { classify } from '../../errors/classify.ts'
import { ConfigError, CredentialsError } from '../../errors/errors.ts'
import { isOptIn } from '../facts/opt-in-regions.ts'
import { type ClockSkew, skewSentence } from './clock-skew.ts'
import { lastSeen } from './to-aws-error.ts'

/** Credentials that AWS has refused, and what is known beside. */
export interface RefusedCredentials {
  readonly error: unknown
  readonly region: string
  readonly used: AwsCredentials
  readonly skew: ClockSkew
  /** Whether a region that every account has accepts the same credentials. Asked only where that tells things apart. */
  readonly isKnownElsewhere: () => Promise<boolean>
}

/** What is wrong with the credentials that AWS has refused, each in its own words; `undefined`: something else is. */
export async function identityRefusal(
  refused: RefusedCredentials,
): Promise<ConfigError | CredentialsError | undefined> {
  const { error, region, used, skew, isKnownElsewhere } = refused
  const seen = lastSeen(error)
  const key = used.accessKeyId
  const fail = (first: string, last: string) => new CredentialsError([first, seen, last], { cause: error })
  const { kind } = classify(error)
  const isUnknown = unknownKey.includes(String((error as { name?: unknown }).name))
  if (kind === 'clock') {
    return fail(`${skewSentence(skew)}.`, 'Set it, best by NTP: AWS accepts a difference of five minutes at most.')
  }
  if (kind === 'expired-credentials') {
    return fail(
      `The credentials have expired: AWS takes the session token of access key ${key} no longer.`,
      'Log in again (aws sso login), or assume the role again, and run again.',
    )
  }
  if (kind === 'disabled' || (isUnknown && isOptIn(region) && (await isKnownElsewhere()))) {
    return new ConfigError(
      [
        `Region ${region} is not enabled for the account of these credentials, or they are not good there.`,
        isUnknown ? `${seen} A region that every account has accepts them.` : seen,
        `Enable it (aws account enable-region --region-name ${region}), get the session token from STS in that region, or choose another: 'region'.`,
      ],
      { cause: error },
    )
  }
  if (isUnknown && key.startsWith('ASIA') && !used.sessionToken) {
    return fail(
      `Access key ${key} is a temporary one, and its session token is missing.`,
      'Set AWS_SESSION_TOKEN, or aws_session_token in the profile, to the one that came with the key.',
    )
  }
  if (isUnknown) {
    return fail(
      `AWS does not know access key ${key}${used.sessionToken ? ', or not with this session token' : ''}.`,
      `It is deleted, inactive or not of ${region}'s partition; or key, secret and session token (AWS_SESSION_TOKEN) are not from one place.`,
    )
  }
  if ((error as { name?: unknown }).name === 'SignatureDoesNotMatch') {
    return fail(
      `The secret access key is not that of access key ${key}.`,
      'Copy both again from one place: one character more or less, a space too, makes every signature wrong.',
    )
  }
  return undefined
}

/** Said of a key that there is not, or not there. */
const unknownKey = ['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId', 'AuthFailure']
