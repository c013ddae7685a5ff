import { test as base } from 'vitest'
import type { DomainSpec } from '../../src/aws/domain-spec.ts'
import { openSearchDomainKind } from '../../src/aws/opensearch-domain.ts'
import { CleanupStack } from '../../src/lifecycle/cleanup-stack.ts'
import { destroy } from '../../src/resource/destroy.ts'
import { provision } from '../../src/resource/provision.ts'
import { every } from '../../src/wait/schedule.ts'
import { startAwsSimulator } from '../support/aws-simulator/aws-simulator.ts'
import { compressedClock } from '../support/aws-simulator/compressed-clock.ts'
import type { DomainScript } from '../support/aws-simulator/domain-script.ts'
import { SimulatedOpenSearch } from '../support/aws-simulator/simulated-opensearch.ts'

/** Milliseconds of AWS's time. */
export const SECOND = 1_000
export const MINUTE = 60 * SECOND

export const ID = 'vaf-orders-8f3a1c0b-1'
export const ours = { session: 'vaf-3f9c2', fingerprint: '8f3a1c0b2d' }

export const smallDomain: DomainSpec = {
  engineVersion: 'OpenSearch_2.19',
  instanceType: 't3.small.search',
  instanceCount: 1,
  volumeGb: 10,
  access: 'account',
  tags: { team: 'orders' },
}

/**
 * A simulated account in which domains take a minute, and our kind that works in it, two hundred times as fast as on AWS.
 */
async function startScenario(script: Partial<DomainScript>) {
  const clock = compressedClock(200)
  const domains = new SimulatedOpenSearch({
    clock,
    script: { createMs: 60 * SECOND, deleteMs: 60 * SECOND, ...script },
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
    /** The kind of another process. */
    newKind,
    /** What the provider gives from now on. */
    useCredentials: (others: typeof credentials) => {
      credentials = others
    },
    make: (
      spec: Partial<DomainSpec> = {},
      options: { readonly tags?: typeof ours; readonly timeoutMs?: number } = {},
    ) =>
      provision({
        kind,
        id: ID,
        spec: { ...smallDomain, ...spec },
        tags: ours,
        cleanup,
        timeoutMs: 30 * MINUTE,
        destroyTimeoutMs: 30 * MINUTE,
        clock,
        signal: abort.signal,
        ...options,
      }),
    remove: (options: { readonly timeoutMs?: number; readonly id?: string } = {}) =>
      destroy({ kind, id: ID, timeoutMs: 30 * MINUTE, clock, hint: kind.removal(ID).join('\n'), ...options }),
  }
}

type Scenario = Awaited<ReturnType<typeof startScenario>>

/** `simulate` starts a scenario that ends with the test; many run side by side, for they mostly wait. */
export const test = base.extend<{ readonly simulate: (script?: Partial<DomainScript>) => Promise<Scenario> }>({
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
