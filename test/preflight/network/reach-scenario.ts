import { expect, onTestFinished } from 'vitest'
import type { RunNeeds } from '../../../src/aws/permissions/grant.ts'
import type { AwsFixturesOptions } from '../../../src/config/options.ts'
import { type AwsOptions, resolveOptions } from '../../../src/config/resolve.ts'
import { ReachabilityError } from '../../../src/errors/errors.ts'
import { assertReachable, type ReachOptions } from '../../../src/preflight/network/assert-reachable.ts'
import * as messages from '../../../src/preflight/network/messages.ts'
import { simulatePolicy } from '../../../src/preflight/simulate-policy.ts'
import type { Clock } from '../../../src/wait/clock.ts'
import { systemClock } from '../../../src/wait/clock.ts'
import { IDENTITY } from '../../aws/preflight-scenario.ts'
import { startAwsSimulator } from '../../support/aws-simulator/aws-simulator.ts'
import { OPEN_GROUP, SimulatedEc2 } from '../../support/aws-simulator/simulated-ec2.ts'
import { SimulatedIam } from '../../support/aws-simulator/simulated-iam.ts'
import { SimulatedNeptune } from '../../support/aws-simulator/simulated-neptune.ts'
import { openCheckIp } from '../../support/network/check-ip.ts'

const aws = { allowedAccounts: ['111122223333'], name: 'orders' }

type ClusterOptions = NonNullable<NonNullable<AwsFixturesOptions['aws']>['neptune']>

/** The needs of a run that creates a public cluster. */
export function publicly(
  neptune: ClusterOptions = {},
  more: object = {},
  checkIpUrl = 'http://127.0.0.1:9/',
): RunNeeds {
  const cluster = { publiclyAccessible: true, securityGroupIds: [OPEN_GROUP], ...neptune }
  const env = { AWS_FIXTURES_TARGET: 'aws', AWS_FIXTURES_CHECK_IP_URL: checkIpUrl }
  return resolveOptions(
    { neptune: true, region: 'eu-west-1', aws: { ...aws, ...more, neptune: cluster } },
    '/nowhere',
    env,
  ) as AwsOptions
}

export interface Reached {
  readonly error: Error | undefined
  readonly warnings: readonly string[]
  /** How long the questions took on the clock, in milliseconds. */
  readonly tookMs: number
}

/** A simulated account with a VPC, and the questions that a run asks there before it creates anything. */
export async function reachScenario(clock: Clock = systemClock) {
  const network = new SimulatedEc2()
  const clusters = new SimulatedNeptune({ clock, script: { subnetGroups: { default: 3 } } })
  const iam = new SimulatedIam()
  const aws = await startAwsSimulator({ services: [clusters, network, iam], clock })
  onTestFinished(() => aws.close())
  const credentials = async () => aws.credentials
  const account = { account: '111122223333', region: 'eu-west-1', partition: 'aws', identity: IDENTITY, credentials }
  const observed = async (ask: (warn: (message: string) => void) => Promise<void>): Promise<Reached> => {
    const warnings: string[] = []
    const startedAt = clock.now()
    const error = await ask((message) => void warnings.push(message)).then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    )
    return { error, warnings, tookMs: clock.now() - startedAt }
  }
  const signal = new AbortController().signal
  const asking = { account, signal, clock, endpoint: aws.url }
  return {
    ...{ aws, network, clusters, iam },
    /** The address of this machine is 203.0.113.7, unless `needs` set another. */
    async reach(needs?: RunNeeds, load?: ReachOptions['load']): Promise<Reached> {
      const wanted = needs ?? publicly({}, {}, await openCheckIp())
      return observed((warn) => assertReachable({ ...asking, needs: wanted, warn, ...(load && { load }) }))
    },
    simulate: (needs: RunNeeds, permitted: readonly string[] = [], identity = IDENTITY) =>
      observed((warn) =>
        simulatePolicy({ ...asking, account: { ...account, identity }, needs, permitted: new Set(permitted), warn }),
      ),
  }
}

export type ReachScenario = Awaited<ReturnType<typeof reachScenario>>

/** The problems that an error lists. */
export function problems({ error }: Reached): readonly string[] {
  expect(error).toBeInstanceOf(ReachabilityError)
  return error!.message.split('\n').filter((line) => line.startsWith('- '))
}

const NOBODY = { ids: [OPEN_GROUP], port: 8182, blocks: [], ipv6Blocks: [], groupIds: [] }

/** The problem of groups that do not let this machine in; `opening` is whom they let in, default nobody. */
export const closed = (opening: Partial<messages.Opening> = {}, client: string | undefined = '203.0.113.7/32') =>
  `- ${messages.groupsAreClosed({ ...NOBODY, ...opening }, client, 'eu-west-1')}`

/** Gives the open group these rules and no others. */
export const rules =
  (...given: ReachScenario['network']['groups'][number]['rules']) =>
  ({ network }: ReachScenario) => {
    network.group(OPEN_GROUP).rules = given
  }
