/**
 * How long something is expected to take. The distribution is the log-logistic one: like the lognormal, but with a heavier
 * tail, so that what is late is not expected any moment, but after about as long again.
 */
export interface ExpectedDuration {
  /** Half of them take less, in milliseconds. */
  readonly medianMs: number
  /** The standard deviation of the natural logarithm: 0.3 says that two thirds lie within a factor of 1.35 of the median. */
  readonly spread: number
}

/**
 * The hazard rate: of those that are not over after `ms` milliseconds, how many end per millisecond.
 */
export function hazard({ medianMs, spread }: ExpectedDuration, ms: number): number {
  const shape = shapeOf(spread)
  const grown = (ms / medianMs) ** shape
  // Beyond what a number can hold: the limit for late ones.
  return Number.isFinite(grown) ? ((shape / ms) * grown) / (1 + grown) : shape / ms
}

/** The exponent of a log-logistic distribution, whose logarithm has the standard deviation `spread`. */
export const shapeOf = (spread: number): number => Math.PI / (spread * Math.sqrt(3))

/** How many durations that were seen weigh as much as what is assumed beforehand. */
const PRIOR_WEIGHT = 3

/** Of the newest this many are looked at: services change. */
const NEWEST = 20

/** Nothing in the cloud is more regular than this, whatever a few durations say. */
const LEAST_SPREAD = 0.1

/** The standard deviation of a normal distribution, as a multiple of its median absolute deviation. */
const DEVIATIONS = 1.4826

/**
 * What is to be expected after these durations were seen, in milliseconds, the oldest first. Few of them change little of
 * what was assumed; and medians are taken, so that one that took hours changes as little. Where the durations contradict
 * the assumption, both are held possible: the spread grows.
 */
export function learnDurations(samplesMs: readonly number[], prior: ExpectedDuration): ExpectedDuration {
  const logs = samplesMs
    .filter((ms) => ms > 0 && Number.isFinite(ms))
    .slice(-NEWEST)
    .map(Math.log)
  if (logs.length === 0) return prior
  const seen = median(logs)
  const assumed = Math.log(prior.medianMs)
  const deviation = DEVIATIONS * median(logs.map((log) => Math.abs(log - seen)))
  // Of one or two nothing can be said about how they vary.
  const seenSpread = logs.length < 3 ? prior.spread : Math.max(LEAST_SPREAD, deviation)
  const weight = logs.length / (logs.length + PRIOR_WEIGHT)
  const mix = (ofSeen: number, ofPrior: number) => weight * ofSeen + (1 - weight) * ofPrior
  // The variance of a mixture: that within the two, and that between them.
  const variance = mix(seenSpread ** 2, prior.spread ** 2) + weight * (1 - weight) * (seen - assumed) ** 2
  return { medianMs: Math.exp(mix(seen, assumed)), spread: Math.sqrt(variance) }
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2
}
