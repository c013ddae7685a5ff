import { CleanupStack } from '../../src/ledger/cleanup-stack.ts'
import type { LedgerResource } from '../../src/ledger/ledger.ts'
import type { RunEvent } from '../../src/report/events.ts'
import { type ObtainOptions, obtain } from '../../src/resource/obtain.ts'
import type { Observation } from '../../src/resource/resource.ts'
import { FakeClock } from '../support/fake-clock.ts'
import type { SharedKind } from '../support/shared-kind.ts'

/** The tags of what this run makes. */
export const ours = { run: 's1', fingerprint: 'f1' }

/** Obtains a resource of the kind as a run does, on a clock that only this function advances. */
export function obtaining(
  kind: SharedKind,
  options: Partial<ObtainOptions<{ readonly size: number }, Observation>> = {},
) {
  const clock = new FakeClock()
  const cleanup = new CleanupStack()
  const abort = new AbortController()
  const noted: string[] = []
  const told: RunEvent[] = []
  const work = obtain({
    kind,
    name: (generation) => `toy-${generation}`,
    spec: { size: 1 },
    tags: ours,
    reuse: false,
    assertMayCreate: () => {},
    place: { account: '111122223333', region: 'eu-west-1' },
    ledger: {
      async note({ id, isKept }: LedgerResource, state) {
        noted.push(`${id} ${state}${isKept ? ', kept' : ''} after ${kind.calls.length} calls`)
      },
    },
    report: (event) => void told.push(event),
    cleanup,
    timeoutMs: 60_000,
    destroyTimeoutMs: 3_000,
    clock,
    signal: abort.signal,
    ...options,
  })
  work.catch(() => {})
  return {
    clock,
    cleanup,
    abort,
    work,
    /** The states in the ledger, in order: `toy-1 creating`. */
    states: () => noted.map((line) => line.replace(/,? (kept )?after .*/, '')),
    noted,
    /** The sentences of the report: `Toy engine toy-1: resource-created`. */
    told: () =>
      told.flatMap((event) =>
        'what' in event && !/state|waiting|asked/.test(event.type)
          ? [`${event.what}: ${event.type.replace('resource-', '')}`]
          : [],
      ),
    /** The resources that are kept, and why: `Toy engine toy-1, for the next run`. */
    kept: () => told.flatMap((event) => (event.type === 'resource-kept' ? [`${event.what}, ${event.why}`] : [])),
    /** What it failed with. */
    failure: () =>
      clock.run(
        work.then(
          () => undefined,
          (error: unknown) => error,
        ),
      ) as Promise<Error | undefined>,
    obtained: () => clock.run(work),
    cleanUp: () => clock.run(cleanup.run()),
  }
}
