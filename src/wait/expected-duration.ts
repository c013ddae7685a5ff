/**
 * How long something is expected to take. The distribution is log-logistic: like the lognormal one, but with a heavier tail.
 * So a resource that is late is expected after about as long again, and not at any moment.
 */
export interface ExpectedDuration {
  /** The median, in milliseconds. */
  readonly medianMs: number
  /** The standard deviation of the natural logarithm: 0.3 says that two thirds lie within a factor of 1.35 of the median. */
  readonly spread: number
}

/**
 * The hazard rate: which part of those that are not over after `ms` milliseconds ends per millisecond.
 */
export function hazard({ medianMs, spread }: ExpectedDuration, ms: number): number {
  const shape = shapeOf(spread)
  const grown = (ms / medianMs) ** shape
  // The power is too large for a number: use the limit for late ones.
  return Number.isFinite(grown) ? ((shape / ms) * grown) / (1 + grown) : shape / ms
}

/** The exponent of a log-logistic distribution, whose logarithm has the standard deviation `spread`. */
export const shapeOf = (spread: number): number => Math.PI / (spread * Math.sqrt(3))

/** How many measured durations weigh as much as the assumption. */
const PRIOR_WEIGHT = 3

/** How many of the newest durations count. Older ones do not, because services change. */
const NEWEST = 20

/** The least spread: no AWS service is more regular than this, whatever a few durations suggest. */
const LEAST_SPREAD = 0.1

/** The standard deviation of a normal distribution, as a multiple of its median absolute deviation. */
const DEVIATIONS = 1.4826

/**
 * The expectation after these durations, in milliseconds, the oldest first. A few durations change the assumption a little.
 * The result is built of medians, so one duration of hours changes little too. Durations that contradict the assumption
 * widen the spread, because both are then possible.
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
  // One or two durations do not show how much they vary.
  const seenSpread = logs.length < 3 ? prior.spread : Math.max(LEAST_SPREAD, deviation)
  const weight = logs.length / (logs.length + PRIOR_WEIGHT)
  const mix = (ofSeen: number, ofPrior: number) => weight * ofSeen + (1 - weight) * ofPrior
  // The variance of a mixture: the variance within the two parts and the variance between them.
  const variance = mix(seenSpread ** 2, prior.spread ** 2) + weight * (1 - weight) * (seen - assumed) ** 2
  return { medianMs: Math.exp(mix(seen, assumed)), spread: Math.sqrt(variance) }
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2
}
