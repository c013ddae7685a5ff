import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { lstat, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'

/** Opens without following a link in the last part of the path, and without waiting for the other end of a FIFO. */
const NO_TRICKS = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** 128 random bits as a part of a file name: nobody can guess it, and so nobody can be there first. */
export const unguessable = (): string => randomBytes(16).toString('hex')

/** What `unguessable` returns, for patterns. */
export const UNGUESSABLE = '[0-9a-f]{32}'

/**
 * This user's id, or -1 on Windows, where folders of temporary files are a user's own. Not from `userInfo()`, which
 * fails for a user whom the system does not know by name, as in many a container.
 */
export const userId = (): number => process.getuid?.() ?? -1

/**
 * Makes a folder that only this user may enter, inside of a folder in which others may make theirs. Fails with EEXIST
 * where anything has that name, also a link that leads nowhere.
 */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  const why = await whyNotPrivate(path)
  if (why !== undefined) throw new Error(`${path} was replaced while it was made: ${why}`)
}

/** A new private folder of an unguessable name that starts with `prefix`. Returns its path. */
export async function makeUnguessableFolder(parent: string, prefix: string): Promise<string> {
  const path = join(parent, prefix + unguessable())
  await makePrivateFolder(path)
  return path
}

/**
 * Why a path is not a folder that only this user may enter, as a sentence; `undefined` where it is one. Links are not
 * followed. Fails with the error of the file system where it cannot be looked at, ENOENT included.
 */
export async function whyNotPrivate(path: string): Promise<string | undefined> {
  const seen = await lstat(path)
  return whyOthersMay(seen) ?? (seen.isDirectory() ? undefined : 'It is not a folder.')
}

function whyOthersMay(seen: Stats): string | undefined {
  const uid = userId()
  if (uid === -1) return undefined
  if (seen.uid !== uid) return `It belongs to the user with the id ${seen.uid}.`
  if (seen.isSymbolicLink()) return 'It is a link.'
  return (seen.mode & 0o077) === 0 ? undefined : 'Others may enter it.'
}

/** Whether a plain file cannot have been written by anybody but this user and root. Of what `lstat` or `fstat` tells. */
export function isWrittenByUs(seen: Stats): boolean {
  const uid = userId()
  return seen.isFile() && (uid === -1 || ((seen.uid === uid || seen.uid === 0) && (seen.mode & 0o022) === 0))
}

/** Writes a new file that only this user may read. Fails with EEXIST where anything has that name, also a link. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_TRICKS, 0o600)
  try {
    await file.writeFile(text)
  } finally {
    await file.close()
  }
}

/**
 * The text of a file that only this user may write, and that is no longer than `mostBytes`. Fails with an error that
 * says what it is instead, or with the error of the file system, ENOENT included.
 */
export async function readPrivateFile(path: string, mostBytes: number): Promise<string> {
  const file = await open(path, constants.O_RDONLY | NO_TRICKS)
  try {
    const why = whyNotPlain(await file.stat(), mostBytes)
    if (why !== undefined) throw new Error(`${path} cannot be trusted: ${why}`)
    return await readAtMost(file, mostBytes)
  } finally {
    await file.close()
  }
}

function whyNotPlain(seen: Stats, mostBytes: number): string | undefined {
  const uid = userId()
  if (!seen.isFile()) return 'it is not a plain file'
  if (uid !== -1 && seen.uid !== uid) return `it belongs to the user with the id ${seen.uid}`
  if (uid !== -1 && (seen.mode & 0o022) !== 0) return 'others may write to it'
  return seen.size > mostBytes ? `it has ${seen.size} bytes` : undefined
}

/** It may grow after it was looked at. */
async function readAtMost(file: FileHandle, mostBytes: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, 0)
  return buffer.toString('utf8', 0, bytesRead)
}
