import { onTestFinished } from 'vitest'
import type { RunNeeds } from '../../src/aws/permissions/grant.ts'
import { type AwsOptions, resolveOptions } from '../../src/config/resolve.ts'
import { preflight } from '../../src/preflight/preflight.ts'
import type { Clock } from '../../src/wait/clock.ts'
import { systemClock } from '../../src/wait/clock.ts'
import { startAwsSimulator } from '../support/aws-simulator/aws-simulator.ts'
import { SimulatedNeptune } from '../support/aws-simulator/simulated-neptune.ts'
import { SimulatedOpenSearch } from '../support/aws-simulator/simulated-opensearch.ts'

export const IDENTITY = 'arn:aws:sts::111122223333:assumed-role/developer/ci'

const aws = { insideVpc: true, allowedAccounts: ['111122223333'], name: 'orders' }

/** The options of a run that creates both services. */
export const both: RunNeeds = resolveOptions(
  { opensearch: true, neptune: true, region: 'eu-west-1', aws },
  '/nowhere',
  {
    AWS_FIXTURES_TARGET: 'aws',
  },
) as AwsOptions

/** A simulated account with resources of others, and the checks of a run before it creates anything. */
export async function preflightScenario(clock: Clock = systemClock) {
  const domains = new SimulatedOpenSearch({ clock })
  const clusters = new SimulatedNeptune({ clock })
  const aws = await startAwsSimulator({ services: [domains, clusters], clock })
  onTestFinished(() => aws.close())
  domains.add({ DomainName: 'orders-live', EngineVersion: 'OpenSearch_2.19' })
  domains.add({ DomainName: 'vaf-orders-8f3a1c-1', EngineVersion: 'OpenSearch_2.19' })
  clusters.putCluster({ id: 'routes-live' })
  clusters.putCluster({ id: 'vaf-orders-8f3a1c-1' })
  const credentials = async () => aws.credentials
  const account = { account: '111122223333', region: 'eu-west-1', partition: 'aws', identity: IDENTITY, credentials }
  const warnings: string[] = []
  return {
    aws,
    domains,
    clusters,
    warnings,
    ask: (needs: RunNeeds = both, signal = new AbortController().signal) =>
      preflight({
        ...{ account, needs, signal, clock },
        endpoint: aws.url,
        warn: (message) => void warnings.push(message),
      }),
  }
}
