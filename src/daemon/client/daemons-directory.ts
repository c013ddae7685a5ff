import { readdir, rmdir } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '../../errors/errors.ts'
import {
  isPrivateFolder,
  makeUnguessableFolder,
  UNGUESSABLE,
  userId,
  whyNotPrivate,
} from '../../process/private-folder.ts'
import type { Reporter } from '../../report/events.ts'
import { folderNotPrivate, folderOfAnother } from '../messages.ts'
import { daemonSocketPath } from '../protocol.ts'

/** The longest path of a socket that every platform accepts, in bytes. */
const MOST_SOCKET_BYTES = 103

/**
 * The folder for the folders of this user's daemons, which nobody else may enter. It is in the folder for temporary files, or in
 * /tmp where that path is too long for a socket, and exists only while there are daemons.
 *
 * All runs use the same name, so that another user may take it first. Then a folder with a random name is used, and a warning
 * says so. Fails with a ConfigError where the folder belongs to this user but is open to others.
 */
export async function daemonsDirectory(report: Reporter): Promise<string> {
  const usual = usualDirectory()
  const otherOwner = await otherOwnerOf(usual)
  if (otherOwner === undefined) return usual
  const directory = (await otherDirectories())[0] ?? (await makeOther())
  report({
    type: 'warning',
    message: folderOfAnother(usual, otherOwner, directory),
  })
  return directory
}

/** All folders in which this user's daemons may have their folders, the usual one first. Fails as `daemonsDirectory` does. */
export async function daemonsDirectories(): Promise<string[]> {
  const usual = usualDirectory()
  const isForeign = (await otherOwnerOf(usual)) !== undefined
  return [...(isForeign ? [] : [usual]), ...(await otherDirectories())]
}

/** Why the usual folder is another user's, as a sentence; `undefined` where it does not exist, or is ours. */
async function otherOwnerOf(directory: string): Promise<string | undefined> {
  const fault = await whyNotPrivate(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!fault || fault.isForeign) return fault?.why
  throw new ConfigError(folderNotPrivate(directory, fault.why))
}

/** Makes a folder with a random name. Two runs may make one each, and later runs use the first one. */
async function makeOther(): Promise<string> {
  const made = await makeUnguessableFolder(parentFor(`${usualName()}-${'0'.repeat(32)}`), `${usualName()}-`)
  const [first = made] = await otherDirectories()
  // Another run has started a daemon in it meanwhile.
  if (first !== made) await rmdir(made).catch(() => {})
  return first
}

/** The folders with a random name that only this user may enter. */
async function otherDirectories(): Promise<string[]> {
  const pattern = new RegExp(`^${usualName()}-${UNGUESSABLE}$`)
  const found: string[] = []
  for (const parent of new Set([tmpdir(), ...(process.platform === 'win32' ? [] : ['/tmp'])])) {
    const names = await readdir(parent).catch(() => [])
    for (const name of names.filter((each) => pattern.test(each)).sort()) {
      const directory = join(parent, name)
      if (await isPrivateFolder(directory)) found.push(directory)
    }
  }
  return found
}

const usualDirectory = () => join(parentFor(usualName()), usualName())

function usualName(): string {
  const uid = userId()
  return `vaf-${uid === -1 ? userInfo().username.replace(/\W/g, '') : uid}`
}

/** The folder for temporary files, or /tmp where the path of a daemon's socket in it would be too long. */
function parentFor(name: string): string {
  const longest = daemonSocketPath(join(tmpdir(), name, '00000000-999'))
  return Buffer.byteLength(longest) <= MOST_SOCKET_BYTES || process.platform === 'win32' ? tmpdir() : '/tmp'
}
