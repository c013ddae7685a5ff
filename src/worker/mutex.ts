import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'

/** A thing that one test at a time may have: those who come while it is taken wait in line. */
export class Turn {
  readonly #line = new Set<Place>()
  readonly #clock: Clock
  #last: Promise<unknown> = Promise.resolve()

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
  }

  /** Takes the last place in line, for the test of this name. */
  take(name: string): Place {
    const behind = [...this.#line].map((place) => place.name)
    const place = new Place({ name, behind, before: this.#last, clock: this.#clock })
    this.#line.add(place)
    this.#last = Promise.all([place.come, place.ended]).then(() => this.#line.delete(place))
    return place
  }
}

interface PlaceOptions {
  readonly name: string
  readonly behind: readonly string[]
  readonly before: Promise<unknown>
  readonly clock: Clock
}

/** A test's place in line. */
export class Place {
  readonly name: string
  /** The tests that were before it when it came, first the one whose turn it was. */
  readonly behind: readonly string[]
  /** Resolves when it is its turn. */
  readonly come: Promise<void>
  /** Resolves with `end`. */
  readonly ended: Promise<void>
  readonly #clock: Clock
  readonly #since: number
  #cameAt: number | undefined
  #end = () => {}

  constructor({ name, behind, before, clock }: PlaceOptions) {
    this.name = name
    this.behind = behind
    this.#clock = clock
    this.#since = clock.now()
    this.come = before.then(() => {
      this.#cameAt = clock.now()
    })
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  /** Whether it is, or was, its turn. */
  get hasCome(): boolean {
    return this.#cameAt !== undefined
  }

  /** How long it has waited for its turn until now, in milliseconds. */
  get waitedMs(): number {
    return (this.#cameAt ?? this.#clock.now()) - this.#since
  }

  /** Gives the turn to the next in line, also where it has not come yet. */
  end(): void {
    this.#end()
  }
}
