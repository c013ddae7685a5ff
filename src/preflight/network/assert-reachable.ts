import { readBlock, writeBlock } from '../../aws/network/ipv4-block.ts'
import { policyOf } from '../../aws/permissions/policy.ts'
import { reachGrants } from '../../aws/permissions/reach-grants.ts'
import { ControlPlane } from '../../aws/sdk/control-plane.ts'
import { isMissingSdk } from '../../aws/sdk/load-sdk.ts'
import { classify } from '../../errors/classify.ts'
import { messageOf, ReachabilityError } from '../../errors/errors.ts'
import { systemClock } from '../../wait/clock.ts'
import type { PreflightOptions } from '../preflight.ts'
import { findClientAddress } from './client-address.ts'
import { networkProblems } from './network-problems.ts'
import type { FailedLook } from './read-network.ts'

export interface ReachOptions extends PreflightOptions {
  /** Loads what looks at networks; default this package's, which needs the AWS SDK's client of EC2. */
  readonly load?: () => Promise<typeof import('./read-network.ts')>
}

/**
 * Whether this machine will reach the cluster that is about to be created on the internet: its security groups let it in,
 * its subnets have a way out, and its VPC allows public names. Fails with one ReachabilityError for all that is in the way.
 * What cannot be found out is one warning, and stops nothing; nor is anything asked where nothing may be created.
 */
export async function assertReachable(options: ReachOptions): Promise<void> {
  const {
    account,
    needs,
    endpoint,
    signal,
    clock = systemClock,
    warn,
    load = () => import('./read-network.ts'),
  } = options
  const { neptune } = needs
  if (!neptune?.overInternet || !('spec' in neptune.wanted) || !needs.allowedAccounts.includes(account.account)) return
  const { clientAddress, checkIpUrl } = neptune.overInternet
  const loaded = await load().catch((error: unknown) => {
    if (isMissingSdk(error)) return undefined
    throw error
  })
  if (!loaded) {
    warn(
      "Whether this machine will reach the public Neptune cluster could not be looked at: the AWS SDK's client of EC2 is not installed. The run goes on.\n   To have it looked at: npm install --save-dev @aws-sdk/client-ec2",
    )
    return
  }
  const plane = new ControlPlane({ account, endpoint, clock })
  const given = clientAddress === undefined ? undefined : readBlock(clientAddress)
  const [{ network, failed }, found] = await Promise.all([
    loaded.lookAtNetwork(plane, neptune.wanted.spec, signal, clock),
    given ?? findClientAddress({ url: checkIpUrl, signal, clock }),
  ])
  signal.throwIfAborted()
  const client = 'why' in found ? undefined : found
  const { problems, doubts } = networkProblems(network, client, account.region)
  if (problems.length > 0) {
    throw new ReachabilityError([
      `The Neptune cluster would not be reached from this machine, and nothing was created: ${count(problems)} in its way.`,
      ...problems.map((problem) => `- ${problem}`),
      `${client ? `This machine is taken for ${writeBlock(client)}: if it is another, set aws.neptune.clientAddress.` : ''} Other ways: a tunnel (aws.neptune.tunnel), aws.insideVpc: true, target local.`.trim(),
    ])
  }
  const why = 'why' in found ? [`this machine's address, as ${found.why}; aws.neptune.clientAddress sets it`] : []
  const unknown = [...why, ...doubts, ...failed.map(failure)]
  if (unknown.length > 0) warn(notFoundOut(unknown, failed, options))
}

const count = ({ length }: readonly string[]): string => (length === 1 ? 'one thing is' : `${length} things are`)

const failure = ({ action, error }: FailedLook): string => `${action}: ${messageOf(error).split('\n')[0]}`

function notFoundOut(
  unknown: readonly string[],
  failed: readonly FailedLook[],
  { needs, account }: ReachOptions,
): string {
  const denied = failed.filter(({ error }) => classify(error).kind === 'denied').map(({ action }) => action)
  const statements = policyOf(reachGrants(needs, account), denied).Statement
  return [
    'Whether this machine will reach the public Neptune cluster could not be found out in all. The run goes on.',
    ...unknown.map((each) => `   - ${each}`),
    ...(statements.length > 0 ? [`   To have it looked at, allow: ${JSON.stringify(statements)}`] : []),
  ].join('\n')
}
