import type { ExpectedDuration } from './expected-duration.ts'
import { hazard } from './expected-duration.ts'
import type { Schedule } from './schedule.ts'

export interface ExpectedAt extends ExpectedDuration {
  /** How much later it may be noticed, in milliseconds, to save one poll; default 250. More: fewer polls. */
  readonly pollCostMs?: number
  /** How long a pause may be before anything is expected, as a part of the time that has passed; default 1. */
  readonly growth?: number
  /** The shortest and the longest pause, in milliseconds; default 250 and 120,000. */
  readonly shortestMs?: number
  readonly longestMs?: number
  /** Between 0 and 1; drawn once. Default random. */
  readonly random?: () => number
}

/** How finely the density of polls is added up: by how much of the time that has passed. */
const STEP = 0.02

/**
 * Polls where they are worth it, for something that is expected to take so long.
 *
 * With a hazard rate `h` and a pause `p`, what becomes ready is noticed after `p / 2` on the average, at `h` per
 * millisecond; the polls of what is not ready cost `pollCostMs / p` per millisecond. The sum is least at a pause of
 * `sqrt(2 * pollCostMs / h)`: long while nothing can be ready, short when it can, and longer again when it is late.
 *
 * An emulator is ready at once, and any expectation may be wrong. So the first poll comes soon, and pauses never grow by
 * more than a part of the time that has passed: what is early is noticed in proportion to how long it took.
 *
 * The times of the polls are a grid of that density, and where it begins is drawn once: runs that begin together do not
 * look together, and no pause is longer for it than another.
 */
export function expectedAt(options: ExpectedAt): Schedule {
  const { random = Math.random, ...assumed } = options
  const phase = random()
  const pollsPerMs = density(assumed)
  let grid = new Grid(pollsPerMs)
  return (moment) => {
    // A clock that is set back must not make a pause of it.
    const elapsedMs = Math.max(0, moment.elapsedMs)
    // It goes forward only. Another wait may have gone further.
    if (elapsedMs < grid.ms) grid = new Grid(pollsPerMs)
    grid.advanceTo(elapsedMs)
    // The next one of the grid that is at least half a pause away: an answer that came late does not draw others near.
    const next = Math.ceil(grid.polls + 0.5 - phase) + phase
    return grid.advanceToPoll(next) - elapsedMs
  }
}

/** How many polls are to be taken per millisecond after `ms` milliseconds. */
function density(assumed: Omit<ExpectedAt, 'random'>): (ms: number) => number {
  const { pollCostMs = 250, growth = 1, shortestMs = 250, longestMs = 120_000 } = assumed
  return (ms) => {
    const byHazard = hazard(assumed, ms) / (2 * pollCostMs)
    const byGrowth = 1 / (growth * ms) ** 2
    const pauseMs = 1 / Math.sqrt(byHazard + byGrowth)
    return 1 / Math.min(longestMs, Math.max(shortestMs, pauseMs))
  }
}

/** Adds up a density of polls, from the beginning on. */
class Grid {
  readonly #pollsPerMs: (ms: number) => number
  ms = 0
  /** How many polls belong before this time; not a whole number. */
  polls = 0

  constructor(pollsPerMs: (ms: number) => number) {
    this.#pollsPerMs = pollsPerMs
  }

  advanceTo(ms: number): void {
    while (this.ms < ms) this.#step(Math.min(ms - this.ms, this.#stepMs()))
  }

  /** Until so many polls belong before it; returns the time, in milliseconds. */
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
