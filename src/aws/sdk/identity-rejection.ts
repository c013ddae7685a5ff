import type { AwsCredentials } from '../../base/credentials.ts'
import { classify } from '../../errors/classify.ts'
import { ConfigError, CredentialsError } from '../../errors/errors.ts'
import { isOptIn } from '../facts/opt-in-regions.ts'
import type { ClockSkew } from './clock-skew.ts'
import { isNamed } from './is-named.ts'
import * as messages from './messages.ts'
import { lastSeen } from './to-aws-error.ts'

/** Credentials that AWS has rejected, and what else is known. */
export interface RejectedCredentials {
  readonly error: unknown
  readonly region: string
  readonly used: AwsCredentials
  readonly skew: ClockSkew
  /** Whether a region that every account has accepts the same credentials. Called only where the answer matters. */
  readonly isAcceptedElsewhere: () => Promise<boolean>
}

/** The error that says what is wrong with credentials that AWS has rejected; `undefined`: something else is wrong. */
export async function identityRejection(
  rejected: RejectedCredentials,
): Promise<ConfigError | CredentialsError | undefined> {
  const { error, region, used, skew, isAcceptedElsewhere } = rejected
  const seen = lastSeen(error)
  const { accessKeyId: key, sessionToken } = used
  const fail = (lines: readonly string[]) => new CredentialsError(lines, { cause: error })
  const { kind } = classify(error)
  const isUnknown = isNamed(error, ...unknownKey)
  if (kind === 'clock') return fail(messages.clockWrong(skew.ms, seen))
  if (kind === 'expired-credentials') return fail(messages.expired(key, seen))
  if (kind === 'disabled' || (isUnknown && isOptIn(region) && (await isAcceptedElsewhere()))) {
    return new ConfigError(messages.regionDisabled(region, isUnknown, seen), { cause: error })
  }
  if (isUnknown && key.startsWith('ASIA') && !sessionToken) return fail(messages.tokenMissing(key, seen))
  if (isUnknown) return fail(messages.unknownKey(key, Boolean(sessionToken), region, seen))
  if (isNamed(error, 'SignatureDoesNotMatch')) return fail(messages.wrongSecret(key, seen))
  return undefined
}

/** The errors for a key that does not exist, or that the region does not know. */
const unknownKey = ['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId', 'AuthFailure']
