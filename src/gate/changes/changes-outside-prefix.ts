import { type Clock, systemClock } from '../../wait/clock.ts'
import type { TestAt } from '../gate.ts'

/** How many paths outside of the run's prefix are remembered one by one. With more, the run may have made anything. */
const REMEMBERED = 1_000

/** How many visits of a path are remembered: the first, and the latest. */
const MOST_VISITS = 10

/** How long after a request the thing that it makes can appear, in milliseconds. */
const SOON_MS = 2_000

/** How many visits of one test are looked up one by one: each reads a file. */
const LOOKED_UP = 20

/** How many tests are named where nobody knows which of them made a thing. */
const NAMED = 3

/** Requests of one worker, while it was at one test. */
interface Visit {
  readonly worker: number
  /** When the first and the last of them came, in milliseconds since the Unix epoch. */
  readonly from: number
  to: number
  /** Whose they were; `null` where that has been looked up and is not known. */
  test?: string | null
}

/** A request that may change something outside of the run's prefix. */
interface ChangeOutsidePrefix {
  readonly worker: number
  readonly method: string
  /** Decoded, without the query. */
  readonly path: string
  /** Whether its body, too, says what it changes. */
  readonly isBodied: boolean
}

/** What the workers of a run have asked to change outside of its prefix, and at which tests they were. */
export class ChangesOutsidePrefix {
  readonly #paths = new Set<string>()
  /** Of those that can have made what is in the path. */
  readonly #visits = new Map<string, Visit[]>()
  /** Of those whose body may name anything. */
  #bodied: Visit[] = []
  /** By worker, those whose tests have not been looked up. */
  readonly #open = new Map<number, Visit[]>()
  readonly #testAt: TestAt
  readonly #clock: Clock
  #isAnything = false

  /** By default no test is known. */
  constructor({ testAt = () => undefined, clock = systemClock }: { testAt?: TestAt | undefined; clock?: Clock } = {}) {
    this.#testAt = testAt
    this.#clock = clock
  }

  note({ worker, method, path, isBodied }: ChangeOutsidePrefix): void {
    if (isBodied) {
      this.#isAnything = true
      this.#bodied = this.#withVisit(this.#bodied, worker)
    }
    if (this.#paths.size >= REMEMBERED && !this.#paths.has(path)) {
      this.#isAnything = true
      return
    }
    this.#paths.add(path)
    if (method !== 'DELETE') this.#visits.set(path, this.#withVisit(this.#visits.get(path) ?? [], worker))
  }

  /** Whether a request can have made a thing of this name. */
  canHaveMade(name: string): boolean {
    return this.#isAnything || [...this.#paths].some((path) => hasSegment(path, name))
  }

  /** A test of a worker has ended: whose its visits were is looked up, for later it may not be noted any more. */
  lookUp(worker: number): void {
    const visits = this.#open.get(worker) ?? []
    this.#open.delete(worker)
    const [first, last] = [visits[0], visits.at(-1)]
    if (!first || !last) return
    const test = this.#testOf(first)
    const isOne = test === this.#testOf(last)
    for (const visit of visits.slice(0, LOOKED_UP)) this.#testOf(visit, isOne ? test : undefined)
    for (const visit of visits.slice(LOOKED_UP)) visit.test ??= isOne ? test : null
  }

  /**
   * The tests that can have made a thing of this name, quoted; none where that is not known. `createdAt` is when it was
   * made, in milliseconds since the Unix epoch; without it whoever asked last has made it as it is.
   */
  makersOf(name: string, createdAt = Number.POSITIVE_INFINITY): readonly string[] {
    const named = [...this.#visits].filter(([path]) => hasSegment(path, name)).flatMap(([, visits]) => visits)
    const asked = named.filter(({ from }) => from <= createdAt).sort((a, b) => a.to - b.to)
    const maker = asked.at(-1)
    if (maker) return this.#testsOf([maker])
    return this.#testsOf(this.#bodied.filter(({ from, to }) => from <= createdAt && createdAt <= to + SOON_MS))
  }

  #withVisit(visits: Visit[], worker: number): Visit[] {
    const now = this.#clock.now()
    const same = visits.findLast((visit) => visit.worker === worker)
    if (same && same.test === undefined) {
      same.to = now
      return visits
    }
    const visit: Visit = { worker, from: now, to: now }
    this.#open.set(worker, [...(this.#open.get(worker) ?? []), visit])
    const kept = visits.length < MOST_VISITS ? visits : [...visits.slice(0, 1), ...visits.slice(2)]
    return [...kept, visit]
  }

  #testsOf(visits: readonly Visit[]): readonly string[] {
    return [...new Set(visits.flatMap((visit) => this.#testOf(visit) ?? []))].slice(0, NAMED)
  }

  #testOf(visit: Visit, known?: string | null): string | null {
    if (visit.test === undefined)
      visit.test = known === undefined ? (this.#testAt(visit.worker, visit.from) ?? null) : known
    return visit.test
  }
}

const hasSegment = (path: string, name: string): boolean =>
  `${path}/`.includes(`/${name}/`) || path.split('/').some((segment) => segment.split(',').includes(name))
