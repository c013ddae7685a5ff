import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { GateLimits } from '../limits.ts'

/** What is read of a file at one go, in bytes. */
const CHUNK = 256 * 1024

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

/**
 * A file for one body, that only this process can read. It is unlinked as soon as it is open: whatever becomes of the
 * process, nothing stays on the disk.
 */
export class BodyFile {
  readonly #file: FileHandle

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** Fails with the file system's error where there is no room, or no temporary folder. */
  static async open(): Promise<BodyFile> {
    const path = join(tmpdir(), `vitest-aws-fixtures-${randomUUID()}.body`)
    const file = await open(path, 'wx+', 0o600)
    try {
      await rm(path)
    } catch (cause) {
      await file.close()
      throw cause
    }
    return new BodyFile(file)
  }

  /** Appends all of it. */
  async append(chunk: Uint8Array): Promise<void> {
    await this.#file.appendFile(chunk)
  }

  /** Its content from the start. May be called again; close the file afterwards. */
  read(): Readable {
    return Readable.from(chunksOf(this.#file))
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

/** Not by a stream of the file itself, each of which would listen for its end as long as it is open. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.allocUnsafe(CHUNK), position })
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    position += bytesRead
  }
}
