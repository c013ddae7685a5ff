import { createHash } from 'node:crypto'
import { type BigIntStats, createReadStream } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { readPrivateFile } from '../process/private-folder.ts'
import { replaceFile } from '../process/replace-file.ts'

/** A file of the cache, and its pinned hash. */
export interface KnownFile {
  /** Relative to the cache. */
  readonly path: string
  readonly sha256: string
}

/** The note of the verified files, in the cache. */
const NOTE = 'verified.json'

/** A longer note is not ours, in bytes: ours has some hundred files. */
const MOST_NOTE_BYTES = 4 * 1024 * 1024

/** So many files are read at the same time. */
const AT_ONCE = 4

/**
 * Returns the files that are there, but have another hash than the pinned one. A file is read once, and again when its inode,
 * size, mode or times are others than noted. Nobody can set the time of the last status change, so that it betrays a change
 * that keeps the size and sets the modification time back. Where the note cannot be written, all files are read each time.
 */
export async function changedFiles<File extends KnownFile>(
  files: readonly File[],
  cacheDirectory: string,
): Promise<File[]> {
  const known = await readNote(cacheDirectory)
  const changed: File[] = []
  const fresh: Record<string, string> = {}
  const queue = files.values()
  const worker = async () => {
    for (const file of queue) {
      const path = join(cacheDirectory, file.path)
      const before = await lstat(path, { bigint: true }).catch(() => undefined)
      if (before === undefined) continue
      const stamp = `${file.sha256} ${stampOf(before)}`
      if (known[file.path] === stamp) continue
      // A file that changes while it is read has another stamp afterwards than the noted one. A link is never read: the
      // stamp would not tell of a change of its target.
      const hash = before.isFile() ? await sha256Of(path).catch(() => 'unreadable') : 'no file'
      if (hash === file.sha256) fresh[file.path] = stamp
      else changed.push(file)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  if (Object.keys(fresh).length > 0) await writeNote(cacheDirectory, { ...known, ...fresh })
  return changed
}

/** What the system tells of a file, and what a change of the file changes. */
const stampOf = (seen: BigIntStats) => [seen.dev, seen.ino, seen.size, seen.mode, seen.mtimeNs, seen.ctimeNs].join(' ')

/** The SHA-256 of a file, in hex. Fails with the error of the file system. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), hash)
  return hash.digest('hex')
}

/** The note, where only this user can write it: another user could note any file as verified. */
async function readNote(cacheDirectory: string): Promise<Readonly<Record<string, string>>> {
  try {
    const note: unknown = JSON.parse(await readPrivateFile(join(cacheDirectory, NOTE), MOST_NOTE_BYTES))
    return typeof note === 'object' && note !== null ? (note as Record<string, string>) : {}
  } catch {
    // There is no note yet, or it cannot be trusted: all files are read.
    return {}
  }
}

async function writeNote(cacheDirectory: string, note: Readonly<Record<string, string>>): Promise<void> {
  try {
    await replaceFile(join(cacheDirectory, NOTE), JSON.stringify(note), 0o600)
  } catch {
    // The cache is full, read-only or another user's: the files are read again the next time.
  }
}
