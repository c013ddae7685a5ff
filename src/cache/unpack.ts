import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { messageOf } from '../errors/errors.ts'
import { notUnpacked, unpacksTooLarge, wrongContents } from './messages.ts'
import { type Contents, hashOfFiles, NOTE, placesIn, type UnpackedFile, type UnpackedFiles } from './unpacked.ts'
import { sha256Of } from './verified-files.ts'

/** How an archive is unpacked. */
export interface Unpacking {
  /** Relative to the cache. It holds nothing else. */
  readonly folder: string
  /** The pinned hash of the files in it, by `hashOfFiles`. */
  readonly contents: string
  /** Where an entry goes, relative to the folder; `undefined` leaves it out. */
  readonly place: (entry: string) => string | undefined
  /** Whether the file at a place is a program: the modes in a zip are ignored. Default: none is. */
  readonly isExecutable?: (place: string) => boolean
  /** Called with the absolute path of the unpacked folder before the folder gets its name; it may add files. */
  readonly finish?: (folder: string, signal: AbortSignal) => Promise<void>
  /**
   * Whether a file that another user has made at a place may stay, because nothing uses it then; see `isOfAnotherUser`.
   * Default: none may.
   */
  readonly isSpared?: (place: string) => boolean
}

/** An archive may unpack to so many bytes: five times as many as the largest one, a Java runtime. */
const MOST_UNPACKED_BYTES = 1024 ** 3

/** One archive to unpack, its paths absolute. */
export interface Unpack {
  readonly zip: string
  readonly folder: string
  readonly unpacking: Unpacking
  readonly signal: AbortSignal
}

/**
 * Unpacks a zip, which nobody else may do at the same time. The folder appears whole or not at all, and replaces what was
 * there. Fails with an Error where an entry leads out of the folder, and where the files are not the pinned ones.
 */
export async function unpack({ zip, folder, unpacking, signal }: Unpack): Promise<void> {
  // A process that was killed may have left it.
  const partial = `${folder}.part`
  await rm(partial, { recursive: true, force: true })
  try {
    const files = await extract(zip, partial, unpacking, signal)
    if (hashOfFiles(files) !== unpacking.contents) {
      throw new Error(wrongContents(zip, hashOfFiles(files)))
    }
    await unpacking.finish?.(partial, signal)
    const made = await filesBeside(files, partial)
    await writeFile(join(partial, NOTE), JSON.stringify({ files, made } satisfies Contents), { mode: 0o644 })
    await rm(folder, { recursive: true, force: true })
    await rename(partial, folder)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/**
 * Extracts the entries that have a place into a folder, one after the other, and returns the files. Fails with an Error where
 * a name leads out of the folder, and where an entry has another length than it declares, before a byte more is written.
 */
export async function extract(
  zip: string,
  folder: string,
  unpacking: Pick<Unpacking, 'place' | 'isExecutable'>,
  signal: AbortSignal,
): Promise<UnpackedFiles> {
  try {
    return await extractAll(zip, folder, unpacking, signal)
  } catch (cause) {
    // An error with a code comes from the file system, and names the file.
    if (cause instanceof Error && 'code' in cause) throw cause
    throw new Error(notUnpacked(zip, messageOf(cause)), { cause })
  }
}

async function extractAll(
  zip: string,
  folder: string,
  { place, isExecutable }: Pick<Unpacking, 'place' | 'isExecutable'>,
  signal: AbortSignal,
): Promise<UnpackedFiles> {
  const archive = await openPromise(zip, { autoClose: false })
  try {
    const placed = await placedEntries(archive, place)
    await mkdir(folder, { recursive: true })
    const files: Record<string, UnpackedFile> = {}
    for (const [at, entry] of placed) {
      const path = join(folder, at)
      await mkdir(dirname(path), { recursive: true })
      const sha256 = await write(archive, entry, { path, mode: isExecutable?.(at) ? 0o755 : 0o644, signal })
      files[at] = { bytes: entry.uncompressedSize, sha256 }
    }
    return files
  } finally {
    archive.close()
  }
}

/** The entries that have a place, by their place. Fails where they are too large together. */
async function placedEntries(archive: ZipFile, placeOf: Unpacking['place']): Promise<Map<string, Entry>> {
  const placed = new Map<string, Entry>()
  let unpackedBytes = 0
  for await (const entry of archive.eachEntry()) {
    const place = entry.fileName.endsWith('/') ? undefined : placeOf(entry.fileName)
    if (place === undefined) continue
    unpackedBytes += entry.uncompressedSize
    if (unpackedBytes > MOST_UNPACKED_BYTES) throw new Error(unpacksTooLarge(MOST_UNPACKED_BYTES))
    placed.set(place, entry)
  }
  return placed
}

interface NewFile {
  readonly path: string
  readonly mode: number
  readonly signal: AbortSignal
}

/** Writes the contents of an entry to a new file, and returns their SHA-256, in hex. */
async function write(archive: ZipFile, entry: Entry, { path, mode, signal }: NewFile): Promise<string> {
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const contents = await archive.openReadStreamPromise(entry)
  await pipeline(contents, hashing, createWriteStream(path, { flags: 'wx', mode }), { signal })
  return hash.digest('hex')
}

/** The files of a folder that are not among these. */
async function filesBeside(files: UnpackedFiles, folder: string): Promise<UnpackedFiles> {
  const beside: Record<string, UnpackedFile> = {}
  for (const { place } of await placesIn(folder)) {
    if (Object.hasOwn(files, place)) continue
    const { size: bytes } = await stat(join(folder, place))
    beside[place] = { bytes, sha256: await sha256Of(join(folder, place)) }
  }
  return beside
}
