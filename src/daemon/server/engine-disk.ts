import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { EngineAddress } from '../../base/engine-address.ts'
import { indexSizes } from '../../engines/opensearch/index-sizes.ts'
import { DataRoom } from './disk-space.ts'
import type { DataHolder } from './disk-usage.ts'

export interface EngineRoom {
  /** The engine's folders, known when it is started; its data is in the last. */
  readonly directories: readonly string[]
  /** Where the engine is, once it is ready. */
  readonly address: () => Promise<EngineAddress | undefined>
  readonly holders: () => readonly DataHolder[]
}

/** The room for the data of an OpenSearch engine of this machine: in memory where it has a folder there, or on disk. */
export function engineRoom({ directories, address, holders }: EngineRoom): DataRoom {
  const folder = () => directories.at(-1) ?? ''
  return new DataRoom({
    holders,
    place: () => {
      const isInMemory = directories.length > 1
      return {
        what: isInMemory ? 'The memory for data (/dev/shm)' : `The disk for data (${dirname(folder())})`,
        advice: isInMemory
          ? "Give it more room, in a container with --shm-size=2g, or keep data on disk with 'dataInMemory: false'."
          : 'Make room there, or set TMPDIR to a folder with more.',
      }
    },
    look: async () => {
      const { bavail, blocks, bsize } = await statfs(folder())
      return { free: bavail * bsize, total: blocks * bsize }
    },
    sizes: async () => {
      const engine = await address()
      return engine ? indexSizes(engine) : new Map()
    },
  })
}
