import { lstat, mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { ConfigError } from '../errors.ts'
import { makeFolder } from '../lifecycle/make-folder.ts'
import type { ProcessIdentity } from '../lifecycle/process-identity.ts'
import { livenessOf } from '../lifecycle/process-identity.ts'
import { systemClock } from '../wait/clock.ts'
import { removeDataFolder, sweepDataFolders } from './data-folder.ts'
import { hostSocketPath } from './host.ts'
import { hostFolderError } from './host-folder-error.ts'

/** The folder of one host. Its name is the key of what it is for and a generation: `3f9c2a1b-2`. */
export interface HostFolder {
  readonly directory: string
  readonly key: string
  readonly generation: number
}

/** The longest path of a socket that every platform takes, in bytes. */
const MOST_SOCKET_BYTES = 103

/** Between the making of a host's folder and its record, in milliseconds; later there will be none. */
const RECORD_MS = 10_000

/**
 * Where this user's hosts have their folders: one that nobody else may enter, in the folder for temporary files, or in
 * /tmp where that one's path is too long for a socket. It is there only while there are hosts. Fails with a ConfigError
 * where it belongs to somebody else.
 */
export async function hostsDirectory(): Promise<string> {
  // Not from `userInfo()`, which fails for a user whom the system does not know by name, as in many a container.
  const uid = process.getuid?.() ?? -1
  const name = `vaf-${uid === -1 ? userInfo().username.replace(/\W/g, '') : uid}`
  const usual = join(tmpdir(), name)
  const isShort = Buffer.byteLength(hostSocketPath(join(usual, '00000000-999'))) <= MOST_SOCKET_BYTES
  const directory = isShort || process.platform === 'win32' ? usual : join('/tmp', name)
  const seen = await lstat(directory).catch(() => undefined)
  if (!seen) return directory
  const isOurs = seen.isDirectory() && (uid === -1 || (seen.uid === uid && (seen.mode & 0o077) === 0))
  if (isOurs) return directory
  throw new ConfigError([
    `The folder of the stand-in hosts is not yours alone: ${directory}`,
    seen.uid === uid ? 'Others may enter it.' : `It belongs to the user with the id ${seen.uid}.`,
    'Remove it, or set TMPDIR to a folder of your own.',
  ])
}

/** Every host's folder, the newest generation of a key first. */
export async function listHostFolders(base: string): Promise<HostFolder[]> {
  const names = await readdir(base).catch(() => [])
  return names
    .flatMap((name): HostFolder[] => {
      const [, key, generation] = /^([0-9a-f]{8})-(\d+)$/.exec(name) ?? []
      return key && generation ? [{ directory: join(base, name), key, generation: Number(generation) }] : []
    })
    .sort((a, b) => b.generation - a.generation)
}

/** Makes the folder of a new generation; false where somebody else has just made it. Of all who try, one succeeds. Fails as `hostFolderError` says. */
export async function claimHostFolder(base: string, key: string, generation: number): Promise<string | false> {
  const directory = join(base, `${key}-${generation}`)
  try {
    makeFolder(base, 0o700)
    await mkdir(directory, { mode: 0o700 })
    return directory
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw hostFolderError(error, base)
  }
}

/** Removes a host's folder with all that is in it, and the folder of all hosts where it was the last. */
export async function removeHostFolder(directory: string): Promise<void> {
  await removeDataFolder(directory)
  await rm(directory, { recursive: true, force: true })
  // There are others, or somebody was faster.
  await rmdir(dirname(directory)).catch(() => {})
}

/** Notes which process a host is. */
export async function writeHostRecord(directory: string, host: ProcessIdentity): Promise<void> {
  await writeFile(join(directory, 'host.json'), JSON.stringify(host), { mode: 0o600 })
}

/** The process of a host that lives, `starting` where that is not noted yet, `undefined` where it has gone. */
export async function readHostRecord(directory: string): Promise<ProcessIdentity | 'starting' | undefined> {
  try {
    const record = JSON.parse(await readFile(join(directory, 'host.json'), 'utf8')) as ProcessIdentity
    return livenessOf(record) === 'gone' ? undefined : record
  } catch {
    // Not there yet, or half written: of a host that has just been started, or of one that never was.
    const made = await stat(directory).catch(() => undefined)
    return made && systemClock.now() - made.mtimeMs < RECORD_MS ? 'starting' : undefined
  }
}

/** Removes what hosts that have gone, by a kill, left in their folders. */
export async function sweepHostFolders(base: string): Promise<void> {
  for (const { directory } of await listHostFolders(base)) {
    if (await readHostRecord(directory)) continue
    await removeHostFolder(directory)
  }
  await sweepDataFolders()
}
