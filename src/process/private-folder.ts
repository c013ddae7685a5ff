import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { lstat, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { anotherOwner, folderReplaced, notAFolder, openToOthers, symbolicLink } from './messages.ts'

/** Does not follow a link in the last part of the path, and does not wait for the other end of a FIFO. */
const NO_TRICKS = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** 128 random bits for a file name that nobody can guess, so that nobody else can make the file first. */
export const unguessable = (): string => randomBytes(16).toString('hex')

/** The pattern of what `unguessable` returns. */
export const UNGUESSABLE = '[0-9a-f]{32}'

/**
 * This user's id, or -1 on Windows, where each user has a folder for temporary files. Not from `userInfo()`, which fails for
 * a user whom the system does not know by name, as in many containers.
 */
export const userId = (): number => process.getuid?.() ?? -1

/**
 * Makes a folder that only this user may enter, in a folder where others may make theirs. Fails with EEXIST where anything has
 * that name, also a broken link.
 */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  const fault = await whyNotPrivate(path)
  if (fault) throw new Error(folderReplaced(path, fault.why))
}

/** A new private folder of an unguessable name that starts with `prefix`. Returns its path. */
export async function makeUnguessableFolder(parent: string, prefix: string): Promise<string> {
  const path = join(parent, prefix + unguessable())
  await makePrivateFolder(path)
  return path
}

/** Why a path is not a folder that only this user may enter. */
export interface NotPrivate {
  /** A sentence. */
  readonly why: string
  /** Whether another user owns what has that name. */
  readonly isForeign: boolean
}

/**
 * Why a path is not a folder that only this user may enter; `undefined` where it is one. Links are not followed. Fails with
 * the error of the file system, ENOENT included.
 */
export async function whyNotPrivate(path: string): Promise<NotPrivate | undefined> {
  const seen = await lstat(path)
  const uid = userId()
  if (uid !== -1 && seen.uid !== uid) return { why: anotherOwner(seen.uid), isForeign: true }
  const why = whyOthersMay(seen) ?? (seen.isDirectory() ? undefined : notAFolder())
  return why === undefined ? undefined : { why, isForeign: false }
}

function whyOthersMay(seen: Stats): string | undefined {
  if (userId() === -1) return undefined
  if (seen.isSymbolicLink()) return symbolicLink()
  return (seen.mode & 0o077) === 0 ? undefined : openToOthers()
}

/** Whether a path is a folder that only this user may enter. Never fails: what cannot be read is none. */
export const isPrivateFolder = (path: string): Promise<boolean> =>
  whyNotPrivate(path).then(
    (fault) => fault === undefined,
    () => false,
  )

/** Whether a regular file cannot have been written by anybody but this user and root. Takes the result of `lstat` or `fstat`. */
export function isWrittenByUs(seen: Stats): boolean {
  const uid = userId()
  return seen.isFile() && (uid === -1 || ((seen.uid === uid || seen.uid === 0) && (seen.mode & 0o022) === 0))
}

/** Writes a new file that only this user may read. Fails with EEXIST where anything has that name, also a broken link. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_TRICKS, 0o600)
  try {
    await file.writeFile(text)
  } finally {
    await file.close()
  }
}

/**
 * The text of a file that only this user may write, and that is no longer than `mostBytes`. Fails with an Error that says what
 * the file is instead, or with the error of the file system, ENOENT included.
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
  if (!seen.isFile()) return 'it is not a regular file'
  if (uid !== -1 && seen.uid !== uid) return `it belongs to user ${seen.uid}`
  if (uid !== -1 && (seen.mode & 0o022) !== 0) return 'other users may write to it'
  return seen.size > mostBytes ? `it has ${seen.size} bytes` : undefined
}

/** Reads no more than that: the file may have grown after its size was checked. */
async function readAtMost(file: FileHandle, mostBytes: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, 0)
  return buffer.toString('utf8', 0, bytesRead)
}
