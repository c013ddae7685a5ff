import type { GateLimits } from '../limits.ts'

/** How much of all bodies together a gate keeps, in memory and in all. */
export class BodyBudget {
  readonly #limits: GateLimits
  #inMemory = 0
  #inAll = 0

  constructor(limits: GateLimits) {
    this.#limits = limits
  }

  /** Takes a share for one body that is being received. */
  open(): BodyShare {
    let [inMemory, inAll] = [0, 0]
    return {
      take: (bytes) => {
        if (this.#inAll + bytes > this.#limits.bodiesBytes) return 'nowhere'
        this.#inAll += bytes
        inAll += bytes
        const { bodyInMemoryBytes: most, bodiesInMemoryBytes: mostOfAll } = this.#limits
        if (inMemory + bytes > most || this.#inMemory + bytes > mostOfAll) return 'file'
        this.#inMemory += bytes
        inMemory += bytes
        return 'memory'
      },
      leaveMemory: () => {
        this.#inMemory -= inMemory
        inMemory = 0
      },
      close: () => {
        this.#inMemory -= inMemory
        this.#inAll -= inAll
        inMemory = 0
        inAll = 0
      },
    }
  }

  /** Bytes that are kept now, in memory and in all. */
  get used(): { readonly inMemory: number; readonly inAll: number } {
    return { inMemory: this.#inMemory, inAll: this.#inAll }
  }
}

/** What one body has of the budget. */
export interface BodyShare {
  /** Asks for room for more bytes, and says where they may go. */
  take(bytes: number): 'memory' | 'file' | 'nowhere'
  /** What was in memory has gone to a file. */
  leaveMemory(): void
  /** Gives everything back. Calling it again does nothing. */
  close(): void
}
