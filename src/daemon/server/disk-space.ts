import type { Clock } from '../../wait/clock.ts'
import { idle, systemClock } from '../../wait/clock.ts'
import { sleep } from '../../wait/sleep.ts'
import type { DataHolder, DataShare, IndexSizes } from './disk-usage.ts'
import { DataShares, Recent } from './disk-usage.ts'
import type { DataPlace, Room } from './messages.ts'
import { fullBecauseOf, noneLeft, tooFull } from './messages.ts'

/** What is done about whoever fills the room in the background, where nobody asks for admission. */
export interface DataRoomWatch {
  /** Little is left: whoever holds most has to stop. Told again and again while that is so. */
  onLow(largest: DataHolder): void
  /** Nothing is left, and the engine is as good as gone. `message` says whose data fills the room. Told once. */
  onFull(largest: DataHolder, message: string): void
}

/** What becomes of a write: it goes on, and `end` is to be called once when it has ended; or why it may not. */
export type Admission = { readonly end: () => void } | { readonly refused: string }

/** `isPassing`: there is room for it once what others write at this moment is written. */
type Decision = Admission & { readonly isPassing?: boolean }

export interface DataRoomOptions {
  /** Where it is. */
  readonly place: () => DataPlace
  readonly look: () => Promise<Room>
  /** The indices there are, and how many bytes each holds. */
  readonly sizes: () => Promise<IndexSizes>
  readonly holders: () => readonly DataHolder[]
  readonly clock?: Clock
}

/**
 * So much is left to those who hold less than others, in bytes, and at most this part of what was free at the start. What
 * is in the memory of the engine when writing is refused still comes, some 50 MB, and what is merged is there twice.
 */
const RESERVE = 256 * 1024 ** 2
const RESERVED_PART = 1 / 2

/** A document takes so many times its own length: in the log of operations, as it came, and in the index. */
const GROWTH = 3

/** With less the engine cannot note any more what is deleted, in bytes. */
const NOTHING = 1024 ** 2

/** How often the room is looked at where nobody writes, in milliseconds. */
const WATCH_MS = 250

/** Nothing is left where so many looks in a row have seen it: what is merged takes room for a moment, and gives it back. */
const FULL_LOOKS = 8

/** How long a look at the room holds, in milliseconds; an engine fills some megabytes meanwhile. */
const LOOK_MS = 100

/** How long it holds who has how much, in milliseconds. */
const SIZES_MS = 1_000

/** How long a write waits for others to end, in milliseconds: less than the 30 s that clients wait for an answer. */
const WAIT_MS = 20_000

/**
 * The room for the data of an engine that runs share. An engine that has none left answers nobody, and does not even
 * delete; so while little is left, whoever holds most is refused to write, and the others go on. What is deleted makes
 * room again. Where nobody is known to hold anything, nobody is refused: what fills the room is not of a run.
 */
export class DataRoom {
  readonly #options: DataRoomOptions
  readonly #clock: Clock
  readonly #room: Recent<Room>
  readonly #shares: DataShares
  readonly #underWay = new WritesUnderWay()
  readonly #refused = new Set<DataHolder>()
  #reserve: number | undefined
  /** How many looks in a row have seen nothing left. */
  #fullLooks = 0

  constructor(options: DataRoomOptions) {
    const { look, sizes, holders, clock = systemClock } = options
    this.#options = options
    this.#clock = clock
    this.#room = new Recent(look, LOOK_MS, clock)
    const recentSizes = new Recent(sizes, SIZES_MS, clock)
    this.#shares = new DataShares(holders, () => recentSizes.get())
  }

  /**
   * Somebody is about to write so many bytes. Waits for other writes to end where that makes room, at most 20 s. Never
   * fails: where the room cannot be seen, everybody may write.
   */
  async admit(holder: DataHolder, bytes: number): Promise<Admission> {
    const over = new AbortController()
    let isLate = false
    const late = sleep(WAIT_MS, over.signal, idle(this.#clock)).then(
      () => {
        isLate = true
      },
      () => {},
    )
    try {
      for (;;) {
        const { oneEnds } = this.#underWay
        const decision = await this.#decide(holder, bytes * GROWTH)
        if ('end' in decision) return decision
        if (!decision.isPassing || isLate) {
          this.#refused.add(holder)
          return decision
        }
        await Promise.race([oneEnds, late])
      }
    } finally {
      over.abort()
    }
  }

  /** What is said of a write that failed for want of room. */
  shortage(): string {
    return noneLeft(this.#options.place(), [...this.#refused])
  }

  /** Looks at the room now and then, while somebody uses the engine. Call the result to end it. */
  watch(watch: DataRoomWatch): () => void {
    let cancel = () => {}
    let isOver = false
    const next = () => {
      if (isOver) return
      cancel = this.#clock.after(WATCH_MS, () => void this.#check(watch).then((isFull) => !isFull && next()), {
        isIdle: true,
      })
    }
    next()
    return () => {
      isOver = true
      cancel()
    }
  }

  /** Whether nothing is left because of what somebody holds. */
  async #check({ onLow, onFull }: DataRoomWatch): Promise<boolean> {
    if (this.#options.holders().length === 0) return false
    const room = await this.#look()
    this.#fullLooks = room && room.free < NOTHING ? this.#fullLooks + 1 : 0
    if (!room || room.free >= this.#kept(room)) return false
    const largest = await this.#shares.largest()
    if (!largest) return false
    this.#refused.add(largest.holder)
    const isFull = this.#fullLooks >= FULL_LOOKS
    if (isFull) onFull(largest.holder, fullBecauseOf(this.#options.place(), largest, room))
    else onLow(largest.holder)
    return isFull
  }

  /** Lets a write go on that leaves the reserve, or is of somebody who does not hold too much. */
  async #decide(holder: DataHolder, needed: number): Promise<Decision> {
    const room = await this.#look()
    if (!room || this.#leaves(room, needed)) return this.#goesOn(needed)
    const share = await this.#tooLarge(holder)
    if (!share) return this.#goesOn(needed)
    const reserve = this.#kept(room)
    const refused = tooFull(this.#options.place(), { room, reserve, needed, share })
    return { refused, isPassing: room.free - needed >= reserve }
  }

  #goesOn(needed: number): Admission {
    const end = this.#underWay.begin(needed)
    return {
      end: () => {
        // What it has taken was not to be seen before.
        this.#room.forget()
        end()
      },
    }
  }

  /** Whether the reserve is still there with so many bytes more. Those who were refused may write again where it is. */
  #leaves(room: Room, needed: number): boolean {
    const left = room.free - this.#underWay.bytes
    const kept = this.#kept(room)
    if (left >= kept) this.#refused.clear()
    return left - needed >= kept
  }

  /** The reserve, in bytes. */
  #kept({ free }: Room): number {
    this.#reserve ??= Math.min(RESERVE, free * RESERVED_PART)
    return this.#reserve
  }

  /** What somebody holds who holds most, or has done so and was refused; `undefined`: others are to make room first. */
  async #tooLarge(holder: DataHolder): Promise<DataShare | undefined> {
    const largest = await this.#shares.largest()
    if (largest?.holder === holder) return largest
    return this.#refused.has(holder) ? this.#shares.of(holder) : undefined
  }

  #look(): Promise<Room | undefined> {
    return this.#room.get().catch(() => undefined)
  }
}

/** Writes that were let through and have not ended, by the bytes that they may take. */
class WritesUnderWay {
  #bytes = 0
  #oneEnds = Promise.withResolvers<void>()

  /** What all of them may take. */
  get bytes(): number {
    return this.#bytes
  }

  /** Resolves when the next of them ends. */
  get oneEnds(): Promise<void> {
    return this.#oneEnds.promise
  }

  /** A write goes on. Call the result once, when it has ended. */
  begin(bytes: number): () => void {
    this.#bytes += bytes
    return () => {
      this.#bytes -= bytes
      this.#oneEnds.resolve()
      this.#oneEnds = Promise.withResolvers<void>()
    }
  }
}
