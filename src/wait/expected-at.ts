import type { ExpectedDuration } from './expected-duration.ts'
import { hazard } from './expected-duration.ts'
import type { Schedule } from './schedule.ts'

export interface ExpectedAt extends ExpectedDuration {
  /** How much later a change may be noticed to save one poll, in milliseconds; default 250. A higher value means fewer polls. */
  readonly pollCostMs?: number
  /** The longest pause before anything is expected, as a factor of the time that has passed; default 1. */
  readonly growth?: number
  /** The shortest and the longest pause, in milliseconds; default 250 and 120,000. */
  readonly shortestMs?: number
  readonly longestMs?: number
  /** Gives a number between 0 and 1; called once. Default random. */
  readonly random?: () => number
}

/** The step in which the density of polls is summed, as a fraction of the time that has passed. */
const STEP = 0.02

/**
 * A schedule for something of known expected duration. It polls most often when a result is most likely.
 *
 * With a hazard rate `h` and a pause `p`, a resource becomes ready with probability `h` per millisecond, and the wait notices
 * that after `p / 2` on average. Polls before that cost `pollCostMs / p` per millisecond. The sum is least at a pause of
 * `sqrt(2 * pollCostMs / h)`: long while nothing can be ready, short when it can, and longer again when it is late.
 *
 * An emulator is ready at once, and any expectation may be wrong. So the first poll comes soon, and no pause is longer than a
 * fraction of the time that has passed. A resource that is early is noticed after a delay in proportion to its duration.
 *
 * The times of the polls are a grid of that density. The start of the grid is drawn once, so runs that begin together do not
 * poll together, and no pause becomes longer.
 */
export function expectedAt(options: ExpectedAt): Schedule {
  const { random = Math.random, ...assumed } = options
  const phase = random()
  const pollsPerMs = density(assumed)
  let grid = new Grid(pollsPerMs)
  return (moment) => {
    // A clock that is set back must not cause a long pause.
    const elapsedMs = Math.max(0, moment.elapsedMs)
    // The sum goes forward only, and another wait may be further ahead.
    if (elapsedMs < grid.ms) grid = new Grid(pollsPerMs)
    grid.advanceTo(elapsedMs)
    // The next time of the grid that is at least half a pause away, so that a late answer does not bring the next poll closer.
    const next = Math.ceil(grid.polls + 0.5 - phase) + phase
    return grid.advanceToPoll(next) - elapsedMs
  }
}

/** The density of polls after `ms` milliseconds, in polls per millisecond. */
function density(assumed: Omit<ExpectedAt, 'random'>): (ms: number) => number {
  const { pollCostMs = 250, growth = 1, shortestMs = 250, longestMs = 120_000 } = assumed
  return (ms) => {
    const byHazard = hazard(assumed, ms) / (2 * pollCostMs)
    const byGrowth = 1 / (growth * ms) ** 2
    const pauseMs = 1 / Math.sqrt(byHazard + byGrowth)
    return 1 / Math.min(longestMs, Math.max(shortestMs, pauseMs))
  }
}

/** The sum of a density of polls since the beginning. */
class Grid {
  readonly #pollsPerMs: (ms: number) => number
  ms = 0
  /** How many polls come before this time; rarely a whole number. */
  polls = 0

  constructor(pollsPerMs: (ms: number) => number) {
    this.#pollsPerMs = pollsPerMs
  }

  advanceTo(ms: number): void {
    while (this.ms < ms) this.#step(Math.min(ms - this.ms, this.#stepMs()))
  }

  /** Sums until this many polls have come. Returns the time, in milliseconds. */
  advanceToPoll(polls: number): number {
    for (;;) {
      const stepMs = this.#stepMs()
      const perMs = this.#pollsPerMs(this.ms + stepMs / 2)
      if (this.polls + perMs * stepMs >= polls) return this.ms + (polls - this.polls) / perMs
      this.#step(stepMs)
    }
  }

  #stepMs(): number {
    return Math.max(10, this.ms * STEP)
  }

  #step(stepMs: number): void {
    this.polls += this.#pollsPerMs(this.ms + stepMs / 2) * stepMs
    this.ms += stepMs
  }
}
