import { assumedDurations } from '../../src/aws/facts/expected-durations.ts'
import type { ExpectedAt } from '../../src/wait/expected-at.ts'

/** One part of an assumed distribution: how many are of it, and the lognormal distribution of their minutes. */
export interface Part {
  readonly share: number
  readonly medianMinutes: number
  readonly spread: number
}

/** Something that is waited for. */
export interface Scenario {
  readonly name: string
  /** What it really takes, as far as anybody has said. */
  readonly parts: readonly Part[]
  /** What we assume before we have seen any, and what a poll may cost. */
  readonly prior: Pick<ExpectedAt, 'medianMs' | 'spread' | 'pollCostMs'>
  /** Terraform's schedule for it: a delay without a poll, then a poll every so often; in seconds. */
  readonly terraform: { readonly delay: number; readonly every: number }
}

const forDomains = { delay: 600, every: 10 }
const forNeptune = { delay: 30, every: 10 }

const priorOf = (type: keyof typeof assumedDurations, until: 'ready' | 'gone') => {
  const { [until]: expected, pollCostMs } = assumedDurations[type]
  return { ...expected, pollCostMs }
}

/*
 * The numbers are assumptions from what others have reported (the comments of src/aws/facts/expected-durations.ts name them): most are
 * in the usual range, some take twice as long, a few over an hour.
 */
export const scenarios: readonly Scenario[] = [
  {
    name: 'OpenSearch domain created',
    parts: [
      { share: 0.85, medianMinutes: 13, spread: 0.25 },
      { share: 0.11, medianMinutes: 22, spread: 0.3 },
      { share: 0.04, medianMinutes: 75, spread: 0.2 },
    ],
    prior: priorOf('opensearch-domain', 'ready'),
    terraform: forDomains,
  },
  {
    name: 'OpenSearch domain deleted',
    parts: [
      { share: 0.85, medianMinutes: 10, spread: 0.35 },
      { share: 0.11, medianMinutes: 20, spread: 0.4 },
      { share: 0.04, medianMinutes: 95, spread: 0.2 },
    ],
    prior: priorOf('opensearch-domain', 'gone'),
    terraform: forDomains,
  },
  {
    name: 'Neptune cluster created',
    parts: [
      { share: 0.93, medianMinutes: 8, spread: 0.25 },
      { share: 0.07, medianMinutes: 18, spread: 0.4 },
    ],
    prior: priorOf('neptune-cluster', 'ready'),
    terraform: forNeptune,
  },
  {
    name: 'Neptune cluster deleted',
    parts: [
      { share: 0.93, medianMinutes: 8, spread: 0.3 },
      { share: 0.07, medianMinutes: 18, spread: 0.4 },
    ],
    prior: priorOf('neptune-cluster', 'gone'),
    terraform: forNeptune,
  },
  {
    name: 'an emulator, 1 s',
    parts: [{ share: 1, medianMinutes: 1 / 60, spread: 0.2 }],
    prior: priorOf('opensearch-domain', 'ready'),
    terraform: forDomains,
  },
]

/** How long one takes, in milliseconds. */
export function drawMs({ parts }: Scenario, random: () => number): number {
  const at = random()
  const upTo = (last: number) => parts.slice(0, last + 1).reduce((sum, { share }) => sum + share, 0)
  const part = parts.find((_, index) => at < upTo(index)) ?? parts[0]!
  return part.medianMinutes * 60_000 * Math.exp(part.spread * normal(random))
}

/** A number of the standard normal distribution (Box and Muller). */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
