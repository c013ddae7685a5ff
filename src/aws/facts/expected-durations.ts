import { expectedAt } from '../../wait/expected-at.ts'
import type { ExpectedDuration } from '../../wait/expected-duration.ts'
import { learnDurations } from '../../wait/expected-duration.ts'
import type { Schedule } from '../../wait/schedule.ts'
import type { DatedFact } from './dated-fact.ts'

export const fact: DatedFact = {
  what: 'durations of creations and deletions',
  asOf: '2026-11-25',
  source: 'the issues of hashicorp/terraform-provider-aws and of others that the file names',
}

/** How long resources of one type take to become ready, and to be deleted. */
interface Expected {
  readonly ready: ExpectedDuration
  readonly gone: ExpectedDuration
  /**
   * How much later, in milliseconds, a wait may notice the end to save one poll. Chosen so that waits notice it earlier than
   * Terraform's schedule for the type and with fewer polls: `npm run bench -- waiter`.
   */
  readonly pollCostMs: number
}

const minutes = (medianMinutes: number, spread: number): ExpectedDuration => ({
  medianMs: medianMinutes * 60_000,
  spread,
})

/**
 * The durations that are assumed before the first run. AWS promises none; these are what others report, with a spread that
 * covers how far the reports differ.
 */
export const assumedDurations = {
  /*
   * Create: 10 to 20 minutes, as acceptance tests of Terraform's AWS provider took (#1561, #3375: 744 to 1,660 s with the
   * deletion), and 12 minutes until a failure showed (aws-samples/amazon-opensearch-service-sample-cdk#133); over an hour
   * now and then (#33897). Delete: 5 to 15 minutes in the same places, over 90 minutes now and then (#13886).
   */
  'opensearch-domain': { ready: minutes(13, 0.35), gone: minutes(10, 0.45), pollCostMs: 700 },
  /*
   * The cluster itself takes about 75 s (terraform-provider-aws#28546, steampipe#966), its instance 5 to 10 minutes, and
   * as long to be deleted (go-to-k/cdkd#216).
   */
  'neptune-cluster': { ready: minutes(8, 0.35), gone: minutes(8, 0.35), pollCostMs: 140 },
} as const satisfies Record<string, Expected>

/** The durations of a type without reports. */
const untimed: Expected = { ready: minutes(5, 1), gone: minutes(5, 1), pollCostMs: 250 }

/** When the waits for one type poll, and how long they are expected to take, in milliseconds. */
export interface TypeSchedules {
  readonly schedules: { readonly ready: Schedule; readonly gone: Schedule }
  readonly expected: { readonly readyMs: number; readonly goneMs: number }
}

/** The schedules for a type of resource after these durations of earlier runs, in milliseconds, the oldest first. */
export function schedulesFor(
  type: string,
  samples: { readonly ready: readonly number[]; readonly gone: readonly number[] },
): TypeSchedules {
  const { pollCostMs, ...assumed } = (assumedDurations as Readonly<Record<string, Expected>>)[type] ?? untimed
  const ready = learnDurations(samples.ready, assumed.ready)
  const gone = learnDurations(samples.gone, assumed.gone)
  return {
    schedules: { ready: expectedAt({ ...ready, pollCostMs }), gone: expectedAt({ ...gone, pollCostMs }) },
    expected: { readyMs: Math.round(ready.medianMs), goneMs: Math.round(gone.medianMs) },
  }
}
