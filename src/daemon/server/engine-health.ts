import { stat } from 'node:fs/promises'
import type { Service } from '../../base/endpoint.ts'
import type { EngineAddress } from '../../base/engine-address.ts'
import type { EngineKind } from '../../engines/engine.ts'
import { proveWrites } from '../../engines/prove-writes.ts'

export interface EngineHealthOptions {
  readonly service: Service
  readonly id: string
  readonly kind: EngineKind
  /** The folders it writes to. */
  readonly directories: readonly string[]
}

/**
 * Whether an engine may be given to another run. It has to run, on the folders that it was started with, and since
 * the last user left it has to have proved that it can write. The proof is taken while nobody waits for it.
 */
export class EngineHealth {
  readonly #options: EngineHealthOptions
  #folders: readonly string[] = []
  #proof: Promise<boolean> = Promise.resolve(true)

  constructor(options: EngineHealthOptions) {
    this.#options = options
  }

  /** To be called when it is ready: its folders are known from then on. */
  async noteFolders(): Promise<void> {
    this.#folders = await this.#readFolders()
  }

  /** Begins the proof that it can write. Nobody may be using it. */
  prove(address: EngineAddress | undefined): Promise<boolean> {
    if (address) {
      this.#proof = proveWrites(this.#options.service, address).then(
        () => true,
        () => false,
      )
    }
    return this.#proof
  }

  async isHealthy(): Promise<boolean> {
    const { kind, id } = this.#options
    const seen = await kind.observe(id, new AbortController().signal)
    if (seen?.state !== 'ready') return false
    const folders = await this.#readFolders()
    return folders.every((each, at) => each === this.#folders[at]) && (await this.#proof)
  }

  /** Which folder each is: one that was removed and made again is another. */
  #readFolders(): Promise<string[]> {
    const looks = this.#options.directories.map(async (each) => {
      const seen = await stat(each).catch(() => undefined)
      return seen ? `${seen.dev}:${seen.ino}` : 'gone'
    })
    return Promise.all(looks)
  }
}
