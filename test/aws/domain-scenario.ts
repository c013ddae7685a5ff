import { test as base } from 'vitest'
import { openSearchDomainKind } from '../../src/aws/domain/kind.ts'
import type { DomainSpec } from '../../src/aws/domain/spec.ts'
import { CleanupStack } from '../../src/ledger/cleanup-stack.ts'
import { type ObtainOptions, obtain } from '../../src/resource/obtain.ts'
import type { Observation } from '../../src/resource/resource.ts'
import { every } from '../../src/wait/schedule.ts'
import { startAwsSimulator } from '../support/aws-simulator/aws-simulator.ts'
import { compressedClock } from '../support/aws-simulator/compressed-clock.ts'
import type { DomainScript } from '../support/aws-simulator/domain-script.ts'
import { SimulatedOpenSearch } from '../support/aws-simulator/simulated-opensearch.ts'

/** In milliseconds of AWS's time. */
export const SECOND = 1_000
export const MINUTE = 60 * SECOND

const nameOf = (generation: number) => `vaf-orders-8f3a1c-${generation}`
export const ID = nameOf(1)
export const ours = { run: 'vaf-3f9c2', fingerprint: '8f3a1c0b2d4e' }

export const smallDomain: DomainSpec = {
  engineVersion: 'OpenSearch_2.19',
  instanceType: 't3.small.search',
  instanceCount: 1,
  volumeGb: 10,
  access: 'account',
  tags: { team: 'orders' },
}

/** How a run differs from one that creates a domain and deletes it at its end. */
type MakeOptions = Partial<Pick<ObtainOptions<DomainSpec, Observation>, 'reuse' | 'timeoutMs' | 'report' | 'cost'>>

/** How domains behave, and how long the run waits for their deletion. */
type ScenarioScript = Partial<DomainScript> & { readonly destroyTimeoutMs?: number }

/**
 * A simulated account in which domains take forty seconds, and the kind of resource that works in it, two hundred times as fast
 * as on AWS.
 */
async function startScenario({ destroyTimeoutMs = 30 * MINUTE, ...script }: ScenarioScript) {
  const clock = compressedClock(200)
  const domains = new SimulatedOpenSearch({
    clock,
    script: { createMs: 40 * SECOND, deleteMs: 40 * SECOND, ...script },
  })
  const aws = await startAwsSimulator({ services: [domains], clock })
  let credentials = aws.credentials
  const account = {
    account: '111122223333',
    region: 'eu-west-1',
    partition: 'aws',
    credentials: async () => credentials,
  }
  const schedules = { ready: every(5 * SECOND), gone: every(5 * SECOND) }
  const newKind = () => openSearchDomainKind({ account, endpoint: aws.url, clock, schedules })
  const kind = newKind()
  const cleanup = new CleanupStack()
  const noted: string[] = []
  const reported: string[] = []
  const abort = new AbortController()
  return {
    async stop() {
      await aws.close()
      clock[Symbol.dispose]()
    },
    aws,
    clock,
    domains,
    kind,
    cleanup,
    abort,
    signal: abort.signal,
    /** The kind of resource of another process. */
    newKind,
    /** Sets the credentials that the provider gives from now on. */
    useCredentials: (others: typeof credentials) => {
      credentials = others
    },
    /** The entries of the run in its ledger. */
    noted,
    /** The types of the events that the run has reported. */
    reported,
    /** Finds or creates a domain as a run does, and registers its deletion in `cleanup`. */
    make: (spec: Partial<DomainSpec> = {}, options: MakeOptions = {}) =>
      obtain({
        kind,
        name: nameOf,
        spec: { ...smallDomain, ...spec },
        tags: ours,
        reuse: false,
        assertMayCreate: () => {},
        place: { account: '111122223333', region: 'eu-west-1' },
        ledger: { note: async ({ id }, state) => void noted.push(`${id} ${state}`) },
        report: ({ type }) => void reported.push(type),
        cleanup,
        timeoutMs: 30 * MINUTE,
        destroyTimeoutMs,
        clock,
        signal: abort.signal,
        ...options,
      }),
  }
}

type Scenario = Awaited<ReturnType<typeof startScenario>>

/** The time limit of a test: a busy machine only makes a scenario slow, because its clock waits. */
export const patience = { timeout: 60_000 }

export type Simulate = (script?: ScenarioScript) => Promise<Scenario>

/** `simulate` starts a scenario that ends with the test; many run in parallel, because they mostly wait. */
export const test = base.extend<{ readonly simulate: Simulate }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what a fixture needs.
  simulate: async ({}, use) => {
    const started: Scenario[] = []
    await use(async (script = {}) => {
      const scenario = await startScenario(script)
      started.push(scenario)
      return scenario
    })
    for (const scenario of started) await scenario.stop()
  },
})

/** The names of the domains that were created, by the call log. */
export const created = (aws: { readonly writes: readonly { readonly operation: string; readonly input: object }[] }) =>
  aws.writes.filter(({ operation }) => operation === 'CreateDomain').map(({ input }) => input)
