import { createHash } from 'node:crypto'
import { type BigIntStats, createReadStream } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { readPrivateFile } from '../process/private-folder.ts'
import { replaceFile } from '../process/replace-file.ts'

/** A file of the cache, and what has to be in it. */
export interface KnownFile {
  /** Relative to the cache. */
  readonly path: string
  readonly sha256: string
}

/** The note of what was verified, in the cache. */
const NOTE = 'verified.json'

/** The note has some hundred files; a longer one is not ours, in bytes. */
const MOST_NOTE_BYTES = 4 * 1024 * 1024

/** How many files are read at the same time. */
const AT_ONCE = 4

/**
 * Those of the files that are there, but hold something else than they have to. A file is read once, and again when the
 * system tells that it may have been changed: its inode, size, times. The time of its last change of any sort cannot be
 * set by anybody, so that a change of the same size whose time was set back is seen too.
 *
 * The files are read in slices: nothing waits for them. Where the note cannot be written they are read each time.
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
      // What changes while it is read has another stamp than the one that is noted. Of a link, only that is seen which
      // changes it, and not what it leads to.
      const hash = before.isFile() ? await sha256Of(path).catch(() => 'unreadable') : 'no file'
      if (hash === file.sha256) fresh[file.path] = stamp
      else changed.push(file)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  if (Object.keys(fresh).length > 0) await writeNote(cacheDirectory, { ...known, ...fresh })
  return changed
}

/** Everything that the system tells of a file and that a change of it changes. */
const stampOf = (seen: BigIntStats) => [seen.dev, seen.ino, seen.size, seen.mode, seen.mtimeNs, seen.ctimeNs].join(' ')

/** The SHA-256 of a file, in hex. Fails with the error of the file system. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), hash)
  return hash.digest('hex')
}

/** Only of a file that nobody else can write: whoever can, could say that anything was verified. */
async function readNote(cacheDirectory: string): Promise<Readonly<Record<string, string>>> {
  try {
    const note: unknown = JSON.parse(await readPrivateFile(join(cacheDirectory, NOTE), MOST_NOTE_BYTES))
    return typeof note === 'object' && note !== null ? (note as Record<string, string>) : {}
  } catch {
    // There is none yet, or it is not to be believed: everything is read.
    return {}
  }
}

async function writeNote(cacheDirectory: string, note: Readonly<Record<string, string>>): Promise<void> {
  try {
    await replaceFile(join(cacheDirectory, NOTE), JSON.stringify(note), 0o600)
  } catch {
    // A cache that is full, read-only or another user's: the files are read again the next time.
  }
}
