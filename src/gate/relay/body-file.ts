import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

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

  /** Its content from the start. Call it once, and close the file afterwards. */
  read(): Readable {
    return this.#file.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 })
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}
