import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentials, CredentialsProvider } from '../../base/credentials.ts'
import { hasErrorCode, messageOf, ProvisionError, ReachabilityError } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { iamAction } from '../actions/actions.ts'
import type { AwsAccount } from './aws-account.ts'
import { awsFailures } from './aws-failure.ts'
import { skewWarning, watchClock } from './clock-skew.ts'
import { ControlPlane } from './control-plane.ts'
import { identityRefusal } from './identity-refusal.ts'
import { toAwsError } from './to-aws-error.ts'

export interface IdentifyOptions {
  readonly region: string
  readonly credentials: CredentialsProvider
  readonly signal: AbortSignal
  readonly clock?: Clock
  /** The address of STS; default: AWS_ENDPOINT_URL_STS, then AWS_ENDPOINT_URL, then the region's. */
  readonly endpoint?: string
  /** Told of what does not fail yet: a clock that is some minutes from that of AWS. */
  readonly warn?: (message: string) => void
}

/** STS answers within a second; behind a firewall nobody ever does, and that is to be known soon. */
const ANSWER_WITHIN_MS = 10_000

/** A region that every account has. */
const FIRST_REGION = 'us-east-1'

/**
 * Asks AWS once whose the credentials are; again where the call failed for a passing reason, or the credentials had
 * expired and there are others. Nothing is created, and nobody needs a permission for it.
 *
 * Fails with a CredentialsError where there are no credentials, or they are not accepted: expired, unknown, with the wrong
 * secret, without their session token, or signed by a clock that is wrong; with a ConfigError where the region is not
 * enabled; with a ReachabilityError where nothing answers, within a minute; else as `toAwsError` says.
 */
export async function identify(options: IdentifyOptions): Promise<AwsAccount> {
  const { region, credentials, signal, clock, endpoint, warn = () => {} } = options
  let used: AwsCredentials | undefined
  const noted: CredentialsProvider = async (how) => {
    used = await credentials(how)
    return used
  }
  const plane = new ControlPlane({
    account: { region, credentials: noted },
    endpoint,
    clock,
    answerWithinMs: ANSWER_WITHIN_MS,
  })
  const client = new STSClient(plane.clientConfig)
  const skew = watchClock(client)
  try {
    const { Account: account, Arn: arn = '' } = await plane.call(
      'GetCallerIdentity',
      (send) => client.send(new GetCallerIdentityCommand({}), send),
      signal,
    )
    const partition = arn.split(':')[1]
    if (!account || !partition) {
      throw new ProvisionError(['AWS did not say whose the credentials are.', `Last seen: account ${account}, ${arn}`])
    }
    const warning = skewWarning(skew)
    if (warning) warn(warning)
    return { account, region, partition, identity: arn, credentials }
  } catch (error) {
    signal.throwIfAborted()
    const what = `AWS could not be asked whose the credentials are, in ${region}.`
    if (hasErrorCode(error, 'AWS_FIXTURE_REACHABILITY')) {
      throw new ReachabilityError([what, messageOf(error), awsFailures.timeout.hint], { cause: error })
    }
    const isKnownElsewhere = () => isKnownIn(FIRST_REGION, options)
    throw (
      (used && (await identityRefusal({ error, region, used, skew, isKnownElsewhere }))) ??
      toAwsError(error, { what, action: iamAction('sts', 'GetCallerIdentity') })
    )
  } finally {
    client.destroy()
  }
}

/** Whether another region accepts the credentials; what it cannot be asked is a no. */
async function isKnownIn(region: string, { credentials, signal, clock, endpoint }: IdentifyOptions): Promise<boolean> {
  const plane = new ControlPlane({
    account: { region, credentials },
    endpoint,
    clock,
    answerWithinMs: ANSWER_WITHIN_MS,
  })
  const client = new STSClient(plane.clientConfig)
  try {
    await plane.call('GetCallerIdentity', (send) => client.send(new GetCallerIdentityCommand({}), send), signal)
    return true
  } catch {
    signal.throwIfAborted()
    return false
  } finally {
    client.destroy()
  }
}
