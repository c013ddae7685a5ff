import { type ExpectedAt, expectedAt } from '../../src/wait/expected-at.ts'
import { learnDurations } from '../../src/wait/expected-duration.ts'
import type { Schedule } from '../../src/wait/schedule.ts'
import { drawMs, type Scenario } from './waiter-scenarios.ts'

/** When polls are taken in one wait: after a delay, and after pauses. */
export interface Way {
  /** Before the first poll, in milliseconds. */
  readonly delayMs: number
  readonly schedule: Schedule
}

/** Makes the way of one wait; each has its own, for it draws numbers, or has learnt from earlier ones. */
export type WayOf = (scenario: Scenario, random: () => number) => Way

type Setting = Partial<Pick<ExpectedAt, 'pollCostMs' | 'growth' | 'longestMs'>>

/** Ours, with no earlier run to learn from. */
export const ours =
  (setting: Setting = {}): WayOf =>
  ({ prior }, random) => ({ delayMs: 0, schedule: expectedAt({ ...prior, ...setting, random }) })

/** Ours, learnt from ten earlier runs; `of`: of another scenario than the one that is waited for. */
export const learnt =
  (of?: (scenario: Scenario) => Scenario): WayOf =>
  (scenario, random) => {
    const earlier = Array.from({ length: 10 }, () => drawMs(of?.(scenario) ?? scenario, random))
    const expected = { ...scenario.prior, ...learnDurations(earlier, scenario.prior) }
    return { delayMs: 0, schedule: expectedAt({ ...expected, random }) }
  }

/** Terraform's AWS provider: nothing for a while, then a poll every so often. */
export const terraform: WayOf = ({ terraform: { delay, every } }) => ({
  delayMs: delay * 1_000,
  schedule: () => every * 1_000,
})

/**
 * The waiters of the AWS SDK for JavaScript (@smithy/core, `util-waiter/poller`), with the delays it has for Neptune's
 * instances: each pause is drawn between the shortest and one that doubles, and is the longest once that has been reached.
 */
export const sdkWaiter: WayOf = (_scenario, random) => {
  const [minMs, maxMs] = [30_000, 120_000]
  const attempts = Math.log2(maxMs / minMs) + 1
  const drawn = (polls: number) => minMs + random() * (Math.min(maxMs, minMs * 2 ** (polls - 1)) - minMs)
  return { delayMs: 0, schedule: ({ polls }) => (polls > attempts ? maxMs : drawn(polls)) }
}
