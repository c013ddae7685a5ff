import { type Clock, idle, systemClock } from '../../wait/clock.ts'
import { sleep } from '../../wait/sleep.ts'
import { Cached, type DataOwner, type DiskShare, DiskUsage, type IndexSizes } from './disk-usage.ts'
import { type Disk, diskFull, diskFullBecauseOf, diskTooFull, type Space } from './messages.ts'

/** Called about the owner that fills the disk in the background, where no write asks for admission. */
export interface DiskSpaceWatch {
  /** Little space is left: the owner of most has to stop. Called again and again while that is so. */
  onLow(largest: DataOwner): void
  /** No space is left, and the engine cannot go on. `message` says whose data fills the disk. Called once. */
  onFull(largest: DataOwner, message: string): void
}

/** A write goes on, and calls `end` once when it has ended; or it is rejected, and the text says why. */
export type Admission = { readonly end: () => void } | { readonly rejected: string }

/** `isPassing`: the write has space once the writes that are under way have ended. */
type Decision = Admission & { readonly isPassing?: boolean }

export interface DiskSpaceOptions {
  /** Its name in messages. */
  readonly disk: () => Disk
  readonly read: () => Promise<Space>
  /** The indices that are there, and how many bytes each takes. */
  readonly sizes: () => Promise<IndexSizes>
  readonly owners: () => readonly DataOwner[]
  readonly clock?: Clock
}

/**
 * How much space is kept for those who hold less than others, in bytes, and at most this part of what was free at the
 * start. After a write is rejected, some 50 MB still come from the engine's memory, and a merge takes its segments twice.
 */
const RESERVE = 256 * 1024 ** 2
const RESERVED_PART = 1 / 2

/** A document takes so many times its own length: in the translog, as source, and in the index. */
const GROWTH = 3

/** With less free space, in bytes, the engine cannot even note what is deleted. */
const NO_SPACE = 1024 ** 2

/** How often the space is read where nobody writes, in milliseconds. */
const WATCH_MS = 250

/** The disk is full where so many reads in a row have seen no space: a merge takes space for a moment, and gives it back. */
const FULL_READS = 8

/** How long a read of the space counts, in milliseconds; an engine writes some megabytes meanwhile. */
const SPACE_MS = 100

/** How long a read of the sizes of indices counts, in milliseconds. */
const SIZES_MS = 1_000

/** How long a write waits for others to end, in milliseconds: less than the 30 s that clients wait for an answer. */
const WAIT_MS = 20_000

/**
 * The disk space for the data of an engine that runs share, guarded by a watermark. An engine without any answers nobody,
 * and cannot delete either. So while little space is left, writes of the owner of most are rejected, and the others go on.
 * A delete makes space again. Where no owner is known to hold anything, no write is rejected: what fills the disk is not
 * a run's.
 */
export class DiskSpace {
  readonly #options: DiskSpaceOptions
  readonly #clock: Clock
  readonly #space: Cached<Space>
  readonly #usage: DiskUsage
  readonly #underWay = new WritesUnderWay()
  readonly #rejected = new Set<DataOwner>()
  #reserve: number | undefined
  /** How many reads in a row have seen no space. */
  #fullReads = 0

  constructor(options: DiskSpaceOptions) {
    const { read, sizes, owners, clock = systemClock } = options
    this.#options = options
    this.#clock = clock
    this.#space = new Cached(read, SPACE_MS, clock)
    const recentSizes = new Cached(sizes, SIZES_MS, clock)
    this.#usage = new DiskUsage(owners, () => recentSizes.get())
  }

  /**
   * Admits a write of so many bytes, or rejects it. Waits for other writes to end where that makes space, at most 20 s.
   * Never fails: where the space cannot be read, every write is admitted.
   */
  async admit(owner: DataOwner, bytes: number): Promise<Admission> {
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
        const decision = await this.#decide(owner, bytes * GROWTH)
        if ('end' in decision) return decision
        if (!decision.isPassing || isLate) {
          this.#rejected.add(owner)
          return decision
        }
        await Promise.race([oneEnds, late])
      }
    } finally {
      over.abort()
    }
  }

  /** The message for a write that failed in the engine because no space was left. */
  shortage(): string {
    return diskFull(this.#options.disk(), [...this.#rejected])
  }

  /** Reads the space every 250 ms while a run uses the engine. Call the result to end it. */
  watch(watch: DiskSpaceWatch): () => void {
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

  /** Whether no space is left because of an owner's data. */
  async #check({ onLow, onFull }: DiskSpaceWatch): Promise<boolean> {
    if (this.#options.owners().length === 0) return false
    const space = await this.#read()
    this.#fullReads = space && space.free < NO_SPACE ? this.#fullReads + 1 : 0
    if (!space || space.free >= this.#kept(space)) return false
    const largest = await this.#usage.largest()
    if (!largest) return false
    this.#rejected.add(largest.owner)
    const isFull = this.#fullReads >= FULL_READS
    if (isFull) onFull(largest.owner, diskFullBecauseOf(this.#options.disk(), largest, space))
    else onLow(largest.owner)
    return isFull
  }

  /** Admits a write that leaves the reserve, or whose owner does not hold too much. */
  async #decide(owner: DataOwner, needed: number): Promise<Decision> {
    const space = await this.#read()
    if (!space || this.#leavesReserve(space, needed)) return this.#begin(needed)
    const share = await this.#tooLarge(owner)
    if (!share) return this.#begin(needed)
    const reserve = this.#kept(space)
    const rejected = diskTooFull(this.#options.disk(), { space, reserve, needed, share })
    return { rejected, isPassing: space.free - needed >= reserve }
  }

  #begin(needed: number): Admission {
    const end = this.#underWay.begin(needed)
    return {
      end: () => {
        // The last read did not see what this write has taken.
        this.#space.forget()
        end()
      },
    }
  }

  /** Whether the reserve is still there with so many bytes more. Where it is there, rejected owners may write again. */
  #leavesReserve(space: Space, needed: number): boolean {
    const left = space.free - this.#underWay.bytes
    const kept = this.#kept(space)
    if (left >= kept) this.#rejected.clear()
    return left - needed >= kept
  }

  /** The reserve, in bytes. */
  #kept({ free }: Space): number {
    this.#reserve ??= Math.min(RESERVE, free * RESERVED_PART)
    return this.#reserve
  }

  /** The share of an owner that holds most, or was rejected for that before; `undefined`: others have to make space first. */
  async #tooLarge(owner: DataOwner): Promise<DiskShare | undefined> {
    const largest = await this.#usage.largest()
    if (largest?.owner === owner) return largest
    return this.#rejected.has(owner) ? this.#usage.of(owner) : undefined
  }

  #read(): Promise<Space | undefined> {
    return this.#space.get().catch(() => undefined)
  }
}

/** The writes that were admitted and have not ended, by the bytes that they may take. */
class WritesUnderWay {
  #bytes = 0
  #oneEnds = Promise.withResolvers<void>()

  /** The bytes that all of them may take. */
  get bytes(): number {
    return this.#bytes
  }

  /** Resolves when the next of them ends. */
  get oneEnds(): Promise<void> {
    return this.#oneEnds.promise
  }

  /** Call the result once, when the write has ended. */
  begin(bytes: number): () => void {
    this.#bytes += bytes
    return () => {
      this.#bytes -= bytes
      this.#oneEnds.resolve()
      this.#oneEnds = Promise.withResolvers<void>()
    }
  }
}
