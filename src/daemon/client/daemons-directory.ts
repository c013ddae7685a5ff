import { readdir, rmdir } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '../../errors/errors.ts'
import { makeUnguessableFolder, UNGUESSABLE, userId, whyNotPrivate } from '../../process/private-folder.ts'
import type { Reporter } from '../../report/events.ts'
import { folderNotPrivate, folderOfAnother } from '../messages.ts'
import { daemonSocketPath } from '../protocol.ts'

/** The longest path of a socket that every platform takes, in bytes. */
const MOST_SOCKET_BYTES = 103

/**
 * Where this user's daemons have their folders: one that nobody else may enter, in the folder for temporary files, or in
 * /tmp where that one's path is too long for a socket. It is there only while there are daemons.
 *
 * Its name is the same for all runs, so anybody may be there first. Then it is a folder with a random name, and a warning
 * tells so. Fails with a ConfigError where the usual folder is this user's but open to others.
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

/** Every folder in which daemons of this user may have theirs, the usual one first. Fails as `daemonsDirectory` does. */
export async function daemonsDirectories(): Promise<string[]> {
  const usual = usualDirectory()
  const isForeign = (await otherOwnerOf(usual)) !== undefined
  return [...(isForeign ? [] : [usual]), ...(await otherDirectories())]
}

/** What makes the usual folder another user's; `undefined` where it is not there, or is ours. */
async function otherOwnerOf(directory: string): Promise<string | undefined> {
  const why = await whyNotPrivate(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (why === undefined || why.startsWith('It belongs')) return why
  throw new ConfigError(folderNotPrivate(directory, why))
}

/** Two runs may make one each; later ones come to the first. */
async function makeOther(): Promise<string> {
  const made = await makeUnguessableFolder(parentFor(`${usualName()}-${'0'.repeat(32)}`), `${usualName()}-`)
  const [first = made] = await otherDirectories()
  // Another run has put a daemon into it meanwhile.
  if (first !== made) await rmdir(made).catch(() => {})
  return first
}

/** Those with a random name that are this user's alone. */
async function otherDirectories(): Promise<string[]> {
  const pattern = new RegExp(`^${usualName()}-${UNGUESSABLE}$`)
  const found: string[] = []
  for (const parent of new Set([tmpdir(), ...(process.platform === 'win32' ? [] : ['/tmp'])])) {
    const names = await readdir(parent).catch(() => [])
    for (const name of names.filter((each) => pattern.test(each)).sort()) {
      const directory = join(parent, name)
      const isOurs = await whyNotPrivate(directory).then(
        (why) => why === undefined,
        () => false,
      )
      if (isOurs) found.push(directory)
    }
  }
  return found
}

const usualDirectory = () => join(parentFor(usualName()), usualName())

function usualName(): string {
  const uid = userId()
  return `vaf-${uid === -1 ? userInfo().username.replace(/\W/g, '') : uid}`
}

/** The folder for temporary files, or /tmp where a socket in a daemon's folder below it would have too long a path. */
function parentFor(name: string): string {
  const longest = daemonSocketPath(join(tmpdir(), name, '00000000-999'))
  return Buffer.byteLength(longest) <= MOST_SOCKET_BYTES || process.platform === 'win32' ? tmpdir() : '/tmp'
}
