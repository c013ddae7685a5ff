import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Linux's file system in memory. */
const SHARED_MEMORY = '/dev/shm'

/** What `statfs` says of a file system in memory: TMPFS_MAGIC of linux/magic.h. */
const TMPFS = 0x01021994

const GIB = 1024 ** 3

/** How much room it has to have, in bytes. Containers often have 64 MiB there. */
const LEAST_ROOM = GIB

/** How much memory has to be left to this process, in bytes: the engines take one GiB, and their data comes to it. */
const LEAST_MEMORY = 3 * GIB

/**
 * Makes a folder in memory for the data of a host's engines, and returns it; `undefined` where there is no room for one.
 *
 * An index is made and removed in a quarter of the time there: OpenSearch waits until each change has reached the disk,
 * which is of no use to data that is thrown away.
 */
export async function makeDataFolder(
  hostDirectory: string,
  root = SHARED_MEMORY,
  memory = process.availableMemory(),
): Promise<string | undefined> {
  const seen = await statfs(root).catch(() => undefined)
  const hasRoom = seen?.type === TMPFS && seen.bavail * seen.bsize >= LEAST_ROOM && memory >= LEAST_MEMORY
  if (!hasRoom) return undefined
  const folder = dataFolderOf(hostDirectory, root)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Whose it is, for a sweep after host and folder were removed by force.
    await writeFile(join(folder, 'host'), hostDirectory, { mode: 0o600 })
    return folder
  } catch {
    // Not ours to write to: the data goes where everything else does.
    return undefined
  }
}

/** Removes the folder of a host, where it has one. */
export async function removeDataFolder(hostDirectory: string, root = SHARED_MEMORY): Promise<void> {
  await rm(dataFolderOf(hostDirectory, root), { recursive: true, force: true })
}

/** Removes the folders of this user's hosts that have gone, with their own folders, without removing them. */
export async function sweepDataFolders(root = SHARED_MEMORY): Promise<void> {
  const names = await readdir(root).catch(() => [])
  for (const name of names.filter((each) => each.startsWith(prefix()))) {
    const host = await readFile(join(root, name, 'host'), 'utf8').catch(() => undefined)
    // Without a word on whose it is, it may have been made just now.
    if (host === undefined || (await stat(host).catch(() => undefined))) continue
    await rm(join(root, name), { recursive: true, force: true })
  }
}

/** Not from `userInfo()`, which fails for a user whom the system does not know by name, as in many a container. */
const prefix = () => `vaf-${process.getuid?.() ?? -1}-`

function dataFolderOf(hostDirectory: string, root: string): string {
  return join(root, prefix() + createHash('sha256').update(hostDirectory).digest('hex').slice(0, 12))
}
