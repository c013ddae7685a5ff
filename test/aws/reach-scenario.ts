import { onTestFinished } from 'vitest'
import { assertReachable, type ReachOptions } from '../../src/aws/assert-reachable.ts'
import type { RunNeeds } from '../../src/aws/grant.ts'
import { simulatePolicy } from '../../src/aws/simulate-policy.ts'
import type { AwsFixturesOptions } from '../../src/config/options.ts'
import { type AwsOptions, resolveOptions } from '../../src/config/resolve.ts'
import type { Clock } from '../../src/wait/clock.ts'
import { systemClock } from '../../src/wait/clock.ts'
import { startAwsSimulator } from '../support/aws-simulator/aws-simulator.ts'
import { OPEN_GROUP, SimulatedEc2 } from '../support/aws-simulator/simulated-ec2.ts'
import { SimulatedIam } from '../support/aws-simulator/simulated-iam.ts'
import { SimulatedNeptune } from '../support/aws-simulator/simulated-neptune.ts'
import { openCheckIp } from '../support/check-ip.ts'
import { IDENTITY } from './preflight-scenario.ts'

const aws = { region: 'eu-west-1', allowedAccounts: ['111122223333'], name: 'orders' }

type ClusterOptions = NonNullable<NonNullable<AwsFixturesOptions['aws']>['neptune']>

/** A run that makes a public cluster. */
export function publicly(
  neptune: ClusterOptions = {},
  more: object = {},
  checkIpUrl = 'http://127.0.0.1:9/',
): RunNeeds {
  const cluster = { publiclyAccessible: true, securityGroupIds: [OPEN_GROUP], ...neptune }
  const env = { AWS_FIXTURES_TARGET: 'aws', AWS_FIXTURES_CHECK_IP_URL: checkIpUrl }
  return resolveOptions({ neptune: true, aws: { ...aws, ...more, neptune: cluster } }, '/nowhere', env) as AwsOptions
}

export interface Reached {
  readonly error: Error | undefined
  readonly warnings: readonly string[]
  /** How long it took on the clock, in milliseconds. */
  readonly tookMs: number
}

/** A simulated account with a VPC in it, and what a run asks there before it creates. */
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
    /** With a machine whose address is 203.0.113.7, if nobody says otherwise. */
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
