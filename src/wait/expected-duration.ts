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
