import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { onTestFinished, vi } from 'vitest'
import { resolveOptions } from '../../../src/config/resolve.ts'
import type { AwsFixtureError } from '../../../src/errors/errors.ts'
import type { RunEvent } from '../../../src/report/events.ts'
import { OWNERSHIP_TAG } from '../../../src/resource/ownership-tag.ts'
import { startRun } from '../../../src/run/run.ts'
import { startAwsSimulator } from '../../support/aws-simulator/aws-simulator.ts'
import { SimulatedEc2 } from '../../support/aws-simulator/simulated-ec2.ts'
import { SimulatedIam } from '../../support/aws-simulator/simulated-iam.ts'
import { SimulatedNeptune } from '../../support/aws-simulator/simulated-neptune.ts'
import { SimulatedOpenSearch } from '../../support/aws-simulator/simulated-opensearch.ts'
import { idleClock } from '../../support/idle-clock.ts'
import { openCheckIp } from '../../support/network/check-ip.ts'
import type { FailedStart } from './failed-start.ts'

/** How long each call to AWS takes on the simulated clock, in milliseconds. */
const LATENCY_MS = 100

/** The result of a start that had to fail. */
export interface Told {
  readonly error: AwsFixtureError
  /** On the simulated clock, in milliseconds. */
  readonly afterMs: number
  /** Calls that create something, successful or not. */
  readonly creations: readonly string[]
  /** The names of domains, clusters and instances of this run that still exist in the end. */
  readonly left: readonly string[]
  readonly events: readonly RunEvent[]
  /** Texts that no message and no event may have. */
  readonly secrets: readonly string[]
}

/** Everything that a scenario may change before the run starts. */
export type Account = Awaited<ReturnType<typeof openAccount>>

/** A simulated account with a domain and a cluster of somebody else, and an environment with its credentials. */
async function openAccount() {
  const clock = idleClock()
  onTestFinished(() => clock[Symbol.dispose]())
  const domains = new SimulatedOpenSearch({ clock })
  const clusters = new SimulatedNeptune({ clock })
  const network = new SimulatedEc2()
  const iam = new SimulatedIam()
  const aws = await startAwsSimulator({ services: [domains, clusters, network, iam], clock })
  onTestFinished(() => aws.close())
  aws.latencyMs = LATENCY_MS
  domains.add({ DomainName: 'orders-live', EngineVersion: 'OpenSearch_2.19' })
  clusters.putCluster({ id: 'routes-live' })
  clusters.putInstance({ id: 'routes-live-1', clusterId: 'routes-live' })
  const folder = await mkdtemp(join(tmpdir(), 'failed-start-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { accessKeyId, secretAccessKey, sessionToken = '' } = aws.credentials
  const env: Record<string, string | undefined> = {
    AWS_FIXTURES_TARGET: 'aws',
    AWS_FIXTURES_CHECK_IP_URL: await openCheckIp(),
    AWS_ENDPOINT_URL: aws.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_PROFILE: undefined,
    AWS_REGION: undefined,
    AWS_DEFAULT_REGION: undefined,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    HOME: folder,
    XDG_STATE_HOME: folder,
  }
  const running = () => [
    ...domains.running,
    ...clusters.clusters.map(({ id }) => id),
    ...clusters.instances.map(({ id }) => id),
  ]
  return {
    ...{ clock, domains, clusters, network, iam, aws, folder, env, running },
    /** Writes `~/.aws/config`. */
    configure: (text: string) => writeFile(join(folder, 'config'), text),
    /** Makes this process trust an authority, as NODE_EXTRA_CA_CERTS does. */
    trust(authority: string) {
      const before = getCACertificates('default')
      setDefaultCACertificates([...before, authority])
      onTestFinished(() => setDefaultCACertificates(before))
    },
  }
}

/** Resolves the options of a scenario, starts a whole run with them, and returns how it failed. */
export async function failStart({ options, arrange }: FailedStart): Promise<Told> {
  const account = await openAccount()
  const { aws, env, clock, folder, running, domains, clusters } = account
  const more = ((await arrange?.(account)) ?? {}) as Record<string, string>
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  const theirs = running()
  const isOurs = (name: string) =>
    [domains.domain(name), ...[...clusters.clusters, ...clusters.instances].filter(({ id }) => id === name)].some(
      (each) => each?.tags.has(OWNERSHIP_TAG),
    )
  const events: RunEvent[] = []
  let startedAt = clock.now()
  const start = async () => {
    const resolved = resolveOptions(options(more), folder, env)
    startedAt = clock.now()
    return startRun({
      ...{ options: resolved, workers: 2, clock },
      report: (event) => void events.push(event),
      onSignal: () => {},
    })
  }
  const error = await start().then(
    async (run) => {
      await run.release()
      return new Error('The start did not fail.')
    },
    (thrown: unknown) => thrown,
  )
  const failed = events.find(({ type }) => type === 'run-failed')
  return {
    error: error as AwsFixtureError,
    afterMs: failed && 'elapsedMs' in failed ? failed.elapsedMs : clock.now() - startedAt,
    creations: aws.lines().filter((line) => line.startsWith('Create')),
    left: running().filter((name) => !theirs.includes(name) && isOurs(name)),
    events,
    secrets: [env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN].filter((secret) => secret !== undefined),
  }
}
