import { readBlock, writeBlock } from '../../aws/network/ipv4-block.ts'
import { reachGrants } from '../../aws/permissions/cluster-grants.ts'
import { policyOf } from '../../aws/permissions/policy.ts'
import { ControlPlane } from '../../aws/sdk/control-plane.ts'
import { isMissingSdk } from '../../aws/sdk/load-sdk.ts'
import { classify } from '../../errors/classify.ts'
import { messageOf, ReachabilityError } from '../../errors/errors.ts'
import { systemClock } from '../../wait/clock.ts'
import type { PreflightOptions } from '../preflight.ts'
import { findClientAddress } from './client-address.ts'
import * as messages from './messages.ts'
import { networkProblems } from './network-problems.ts'
import type { FailedLook } from './read-network.ts'

export interface ReachOptions extends PreflightOptions {
  /** Loads `read-network.ts`, which needs the AWS SDK's client of EC2; default by import. */
  readonly load?: () => Promise<typeof import('./read-network.ts')>
}

/**
 * Checks whether this machine will reach the public cluster that is about to be created: the security groups let the
 * machine in, the subnets have a route to an internet gateway, and the VPC has DNS turned on. Fails with one
 * ReachabilityError for everything that is in the way. What cannot be checked is one warning. Checks nothing where no
 * public cluster is to be created, or where none may be.
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
    warn(messages.reachNotChecked())
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
  if (problems.length > 0) throw new ReachabilityError(messages.notReachable(problems, client && writeBlock(client)))
  const why = 'why' in found ? [messages.addressUnknown(found.why)] : []
  const unknown = [...why, ...doubts, ...failed.map(failure)]
  if (unknown.length === 0) return
  const denied = failed.filter(({ error }) => classify(error).kind === 'denied').map(({ action }) => action)
  warn(messages.reachUnknown(unknown, policyOf(reachGrants(needs, account), denied).Statement))
}

const failure = ({ action, error }: FailedLook): string => `${action}: ${messageOf(error).split('\n')[0]}`
