import { lstat, readdir, rm, rmdir, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { messageOf } from '../errors/errors.ts'
import { askSocket } from '../process/ask-socket.ts'
import {
  isPrivateFolder,
  makeUnguessableFolder,
  readPrivateFile,
  UNGUESSABLE,
  userId,
  whyNotPrivate,
  writePrivateFile,
} from '../process/private-folder.ts'
import { livenessOf, readIdentityFile, thisProcess, writeIdentityFile } from '../process/process-identity.ts'
import type { Reporter } from '../report/events.ts'
import { systemClock } from '../wait/clock.ts'
import { dataFolderForeign } from './messages.ts'

/** Linux's file system in memory. */
const SHARED_MEMORY = '/dev/shm'

/** What `statfs` says of a file system in memory: TMPFS_MAGIC of linux/magic.h. */
const TMPFS = 0x01021994

const GIB = 1024 ** 3

/** How much room it has to have, in bytes. Containers often have 64 MiB there. */
const LEAST_ROOM = GIB

/** How much memory has to be left to this process, in bytes: the engines take one GiB, and their data comes to it. */
const LEAST_MEMORY = 3 * GIB

/** So many folders with a name like ours are looked at in one sweep; anybody may make them. */
const MOST_FOLDERS = 10_000

/** Between the making of a folder and the note of its daemon, in milliseconds; later there will be none. */
const NOTE_MS = 60_000

/** In the data folder: the process of its daemon. */
const OWNER = 'owner.json'

/** In the data folder: a socket on which its daemon listens while it lives. No lock: one daemon alone makes the folder. */
const ALIVE = 'alive'

/** In the daemon's folder: the path of its data folder. */
const LINK = 'data-folder'

/**
 * Makes a folder in memory for the data of the engines of this process, the daemon, and returns it; `undefined` where
 * there is no room for one. Call it once in a daemon.
 *
 * An index is made and removed in a quarter of the time there: OpenSearch waits until each change has reached the disk,
 * which data that is thrown away does not need.
 */
export async function makeDataFolder(
  daemonDirectory: string,
  root = SHARED_MEMORY,
  memory = process.availableMemory(),
): Promise<string | undefined> {
  const seen = await statfs(root).catch(() => undefined)
  const hasRoom = seen?.type === TMPFS && seen.bavail * seen.bsize >= LEAST_ROOM && memory >= LEAST_MEMORY
  if (!hasRoom) return undefined
  try {
    const folder = await makeUnguessableFolder(root, prefix())
    await writeIdentityFile(join(folder, OWNER), thisProcess())
    await listenWhileAlive(join(folder, ALIVE))
    // For people who look into the folder.
    await writePrivateFile(join(folder, 'daemon'), daemonDirectory)
    await writePrivateFile(join(daemonDirectory, LINK), folder)
    return folder
  } catch {
    // Not ours to write to: the data goes where everything else does. The next sweep removes what was made.
    return undefined
  }
}

/** Who has another view of processes and folders, in a container for example, learns by it whether this process lives. */
function listenWhileAlive(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', reject)
    server.listen(path, () => {
      server.on('error', () => {})
      server.unref()
      resolve()
    })
  })
}

/** Removes the data folder of a daemon, where it has one. */
export async function removeDataFolder(daemonDirectory: string, root = SHARED_MEMORY): Promise<void> {
  const folder = await readPrivateFile(join(daemonDirectory, LINK), 4096).catch(() => undefined)
  if (folder === undefined || dirname(folder) !== root || !ownName().test(folder.slice(root.length + 1))) return
  if (await isPrivateFolder(folder)) await removeAll(folder)
}

/** The owner's note goes last: what a kill leaves of this can still be told to be ours. */
async function removeAll(folder: string): Promise<void> {
  const names = await readdir(folder)
  for (const name of names) if (name !== OWNER) await rm(join(folder, name), { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
}

/**
 * Removes the data folders of this user whose daemons have ended without removing them. What others have put there under
 * such a name is left alone, and told in one warning. Never fails.
 */
export async function sweepDataFolders(report: Reporter, root = SHARED_MEMORY): Promise<void> {
  // Only there does a socket that refuses prove that its process has ended: elsewhere it may be one of another machine.
  if ((await statfs(root).catch(() => undefined))?.type !== TMPFS) return
  const names = (await readdir(root).catch(() => [])).filter((name) => name.startsWith(prefix()))
  const foreign: { readonly folder: string; readonly why: string }[] = []
  for (const name of names.slice(0, MOST_FOLDERS)) {
    const why = await sweepOne(root, name).catch((error: unknown) => `Last seen: ${messageOf(error)}.`)
    if (why !== undefined) foreign.push({ folder: join(root, name), why })
  }
  const [first, ...more] = foreign
  if (first) report({ type: 'warning', message: dataFolderForeign(first.folder, first.why, more.length) })
}

/** Removes a folder where it is ours and its daemon has ended. Returns why it is not ours, `undefined` where it is. */
async function sweepOne(root: string, name: string): Promise<string | undefined> {
  const folder = join(root, name)
  try {
    const fault = await whyNotPrivate(folder)
    if (fault || !ownName().test(name)) return fault?.why
    const owner = await readIdentityFile(join(folder, OWNER))
    if (owner && (await hasEnded(livenessOf(owner), folder))) await removeAll(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    // Its daemon has made it just now, was killed in that moment, or has removed it: only what is empty is removed.
    const made = await lstat(folder).catch(() => undefined)
    if (made && systemClock.now() - made.mtimeMs > NOTE_MS) await rmdir(folder).catch(() => {})
  }
  return undefined
}

/** Whether it is certain. Of a daemon whose process cannot be seen, in a container for example, the socket tells. */
async function hasEnded(liveness: ReturnType<typeof livenessOf>, folder: string): Promise<boolean> {
  if (liveness !== 'unknown') return liveness === 'gone'
  return (await askSocket(join(folder, ALIVE))) === 'refuses'
}

const prefix = () => `vaf-${userId()}-`

const ownName = () => new RegExp(`^vaf-${userId()}-${UNGUESSABLE}$`)
