import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentials, CredentialsProvider } from '../../base/credentials.ts'
import { hasErrorCode, messageOf, ProvisionError, ReachabilityError } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { iamAction } from '../actions/actions.ts'
import type { AwsAccount } from './aws-account.ts'
import { shouldWarn, watchClock } from './clock-skew.ts'
import { ControlPlane } from './control-plane.ts'
import { identityRejection } from './identity-rejection.ts'
import * as messages from './messages.ts'
import { toAwsError } from './to-aws-error.ts'

export interface IdentifyOptions {
  readonly region: string
  readonly credentials: CredentialsProvider
  readonly signal: AbortSignal
  readonly clock?: Clock
  /** The address of STS; default: AWS_ENDPOINT_URL_STS, then AWS_ENDPOINT_URL, then the region's. */
  readonly endpoint?: string
  /** Receives a warning where the clock differs from that of AWS by an amount that AWS still accepts. */
  readonly warn?: (message: string) => void
}

/** How long STS may take, in milliseconds. It answers within a second; behind a firewall it never does, which should fail soon. */
const ANSWER_WITHIN_MS = 10_000

/** A region that every account has. */
const FIRST_REGION = 'us-east-1'

/**
 * Asks STS to whom the credentials belong. Repeats the call where it failed for a passing reason, or where the credentials had
 * expired and the provider has others. The call creates nothing and needs no permission.
 *
 * Fails with a CredentialsError where there are no credentials, or AWS does not accept them: they are expired or unknown, have
 * the wrong secret key or no session token, or this machine's clock is wrong. Fails with a ConfigError where the region is not
 * enabled, with a ReachabilityError within a minute where nothing answers, and else as `toAwsError` says.
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
      throw new ProvisionError(messages.noIdentity(account, arn))
    }
    if (shouldWarn(skew)) warn(messages.clockWarning(skew.ms))
    return { account, region, partition, identity: arn, credentials }
  } catch (error) {
    signal.throwIfAborted()
    const what = messages.notIdentified(region)
    if (hasErrorCode(error, 'AWS_FIXTURE_REACHABILITY')) {
      throw new ReachabilityError([what, messageOf(error), messages.hints.timeout], { cause: error })
    }
    const isAcceptedElsewhere = () => isAcceptedIn(FIRST_REGION, options)
    throw (
      (used && (await identityRejection({ error, region, used, skew, isAcceptedElsewhere }))) ??
      toAwsError(error, { what, action: iamAction('sts', 'GetCallerIdentity') })
    )
  } finally {
    client.destroy()
  }
}

/** Whether another region accepts the credentials; false also where it cannot be asked. */
async function isAcceptedIn(
  region: string,
  { credentials, signal, clock, endpoint }: IdentifyOptions,
): Promise<boolean> {
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
