import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { EngineAddress } from '../../base/engine-address.ts'
import { indexSizes } from '../../engines/opensearch/index-sizes.ts'
import { DiskSpace } from './disk-space.ts'
import type { DataOwner } from './disk-usage.ts'
import { disks } from './messages.ts'

export interface EngineDisk {
  /** The engine's folders, known when it is started; its data is in the last. */
  readonly directories: readonly string[]
  /** Where the engine is, once it is ready. */
  readonly address: () => Promise<EngineAddress | undefined>
  readonly owners: () => readonly DataOwner[]
}

/** The space for the data of an OpenSearch process of this machine: in memory where it has a folder there, or on disk. */
export function engineDiskSpace({ directories, address, owners }: EngineDisk): DiskSpace {
  const folder = () => directories.at(-1) ?? ''
  return new DiskSpace({
    owners,
    disk: () => (directories.length > 1 ? disks.memory() : disks.disk(dirname(folder()))),
    read: async () => {
      const { bavail, blocks, bsize } = await statfs(folder())
      return { free: bavail * bsize, total: blocks * bsize }
    },
    sizes: async () => {
      const engine = await address()
      return engine ? indexSizes(engine) : new Map()
    },
  })
}
