import type { Clock } from '../../../src/wait/clock.ts'

/** A state that passes by itself, and how long it lasts, in milliseconds on the simulator's clock. */
export type Phase = readonly [status: string, ms: number]

/** The state of a simulated resource: phases one after the other, then a last one that stays. */
export class Life {
  readonly #clock: Clock
  #since: number
  #phases: readonly Phase[]
  #rest: string

  constructor(clock: Clock, phases: readonly Phase[], rest: string) {
    this.#clock = clock
    this.#since = clock.now()
    this.#phases = phases
    this.#rest = rest
  }

  /** Starts other phases. */
  enter(phases: readonly Phase[], rest: string): void {
    this.#since = this.#clock.now()
    this.#phases = phases
    this.#rest = rest
  }

  get status(): string {
    let left = this.#clock.now() - this.#since
    for (const [status, ms] of this.#phases) {
      if (left < ms) return status
      left -= ms
    }
    return this.#rest
  }

  /** When the last state was or will be reached. */
  get restsAt(): number {
    return this.#phases.reduce((at, [, ms]) => at + ms, this.#since)
  }
}
