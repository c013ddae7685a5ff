import { type Clock, systemClock } from '../wait/clock.ts'

/** The room of a file system, in bytes. */
export interface Room {
  readonly free: number
  readonly total: number
}

/** Somebody who can have data in an engine. */
export interface DataHolder {
  /** As a person knows it: `the run in /home/me/project`. */
  readonly who: string
  /** Whether an index of this name may be its own. */
  canHaveMade(index: string): boolean
}

/** What is done about whoever fills the room in the background, where nobody asks for admission. */
export interface DataRoomWatch {
  /** Little is left: whoever holds most has to stop. Told again and again while that is so. */
  onLow(largest: DataHolder): void
  /** Nothing is left, and the engine is as good as gone. `message` says whose data fills the room. Told once. */
  onFull(largest: DataHolder, message: string): void
}

/** What becomes of a write: it goes on, and `end` is to be called once when it has ended; or why it may not. */
export type Admission = { readonly end: () => void } | { readonly refused: string }

/** Where data is, as messages say it. */
export interface DataPlace {
  /** What fills up: `The memory for data (/dev/shm)`. */
  readonly what: string
  /** How to give more, in a sentence. */
  readonly advice: string
}

export interface DataRoomOptions {
  /** Where it is. */
  readonly place: () => DataPlace
  readonly look: () => Promise<Room>
  /** The indices there are, and how many bytes each holds. */
  readonly sizes: () => Promise<ReadonlyMap<string, number>>
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

/**
 * The room for the data of an engine that runs share. An engine that has none left answers nobody, and does not even
 * delete; so while little is left, whoever holds most is refused to write, and the others go on. What is deleted makes
 * room again.
 */
export class DataRoom {
  readonly #options: DataRoomOptions
  readonly #clock: Clock
  #reserve: number | undefined
  #seen: { readonly at: number; readonly room: Promise<Room> } | undefined
  #held: { readonly at: number; readonly sizes: Promise<ReadonlyMap<string, number>> } | undefined
  readonly #refused = new Set<DataHolder>()
  /** Bytes that writes under way may take. */
  #underWay = 0
  /** How many looks in a row have seen nothing left. */
  #fullLooks = 0

  constructor(options: DataRoomOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  /** Somebody is about to write so many bytes. Never fails: where the room cannot be seen, everybody may write. */
  async admit(holder: DataHolder, bytes: number): Promise<Admission> {
    const needed = bytes * GROWTH
    const room = await this.#look()
    if (room && !this.#leaves(room, needed) && (this.#refused.has(holder) || (await this.#largest()) === holder)) {
      const why = await this.#described(holder, room)
      return { refused: `${why} It may not write until there is room. ${this.#wayOut}` }
    }
    this.#underWay += needed
    return {
      end: () => {
        this.#underWay -= needed
      },
    }
  }

  /** What is said of a write that failed for want of room. */
  shortage(): string {
    const { what } = this.#options.place()
    const held = [...this.#refused].map(({ who }) => `Most of what runs hold there is of ${who}.`)
    return [`${what} is full.`, ...held.slice(-1), this.#wayOut].join(' ')
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

  /** Whether nothing is left. */
  async #check({ onLow, onFull }: DataRoomWatch): Promise<boolean> {
    if (this.#options.holders().length === 0) return false
    const room = await this.#look()
    this.#fullLooks = room && room.free < NOTHING ? this.#fullLooks + 1 : 0
    if (!room || this.#leaves(room, 0)) return false
    const largest = await this.#largest()
    if (!largest) return false
    const isFull = this.#fullLooks >= FULL_LOOKS
    if (isFull) onFull(largest, await this.#described(largest, room))
    else onLow(largest)
    return isFull
  }

  /** Whether the reserve is still there with so many bytes more. Those who were refused may write again where it is. */
  #leaves({ free }: Room, needed: number): boolean {
    this.#reserve ??= Math.min(RESERVE, free * RESERVED_PART)
    const left = free - this.#underWay
    if (left >= this.#reserve) this.#refused.clear()
    return left - needed >= this.#reserve
  }

  /** Who holds most, and is refused from here on. */
  async #largest(): Promise<DataHolder | undefined> {
    const holders = this.#options.holders()
    const held = await Promise.all(holders.map((each) => this.#heldBy(each)))
    const largest = holders[held.indexOf(Math.max(...held))]
    if (largest) this.#refused.add(largest)
    return largest
  }

  async #described(holder: DataHolder, { free, total }: Room): Promise<string> {
    const held = inMB(await this.#heldBy(holder))
    const { what } = this.#options.place()
    return `${what} is full: ${inMB(free)} of ${inMB(total)} are left. Most of what runs hold there, ${held}, is of ${holder.who}.`
  }

  get #wayOut(): string {
    return `Delete indices, or use less data. ${this.#options.place().advice}`
  }

  /** How many bytes are in indices that may be somebody's. */
  async #heldBy(holder: DataHolder): Promise<number> {
    let held = 0
    for (const [index, bytes] of await this.#sizes()) if (holder.canHaveMade(index)) held += bytes
    return held
  }

  #look(): Promise<Room | undefined> {
    const at = this.#clock.now()
    if (!this.#seen || at - this.#seen.at >= LOOK_MS) this.#seen = { at, room: this.#options.look() }
    return this.#seen.room.catch(() => undefined)
  }

  #sizes(): Promise<ReadonlyMap<string, number>> {
    const at = this.#clock.now()
    if (!this.#held || at - this.#held.at >= SIZES_MS) this.#held = { at, sizes: this.#options.sizes() }
    // An engine that does not say it: nobody is known to hold more than others.
    return this.#held.sizes.catch(() => new Map())
  }
}

const inMB = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`
