import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Contents, hashOfFiles, NOTE, placesIn, type UnpackedFile, type UnpackedFiles } from './unpacked.ts'
import { sha256Of } from './verified-files.ts'
import { type ZipEntry, ZipFile } from './zip-file.ts'

/** What becomes of an archive. */
export interface Unpacking {
  /** Relative to the cache; holds nothing else. */
  readonly folder: string
  /** What pins the files in it, by `hashOfFiles`. */
  readonly contents: string
  /** Where an entry goes, relative to the folder; `undefined` leaves it out. */
  readonly place: (entry: string) => string | undefined
  /** Whether what lies there is a program: the modes in a zip are not looked at. */
  readonly isExecutable?: (place: string) => boolean
  /** What is still to be made of what was unpacked, before the folder gets its name. Absolute path of the folder. */
  readonly finish?: (folder: string, signal: AbortSignal) => Promise<void>
}

/** How much an archive may unpack to, in bytes: five times what the largest, a Java runtime, does. */
const MOST_UNPACKED_BYTES = 1024 ** 3

/** One archive to unpack, its paths absolute. */
export interface Unpack {
  readonly zip: string
  readonly folder: string
  readonly unpacking: Unpacking
  readonly signal: AbortSignal
}

/**
 * Unpacks a zip, which nobody else may do at the same time. The folder appears whole, or not at all, in the place of
 * whatever was there. Fails where an entry leads out of the folder, and where the files are not those that are pinned.
 */
export async function unpack({ zip, folder, unpacking, signal }: Unpack): Promise<void> {
  // Left by one that was killed; nobody else unpacks at the same time.
  const partial = `${folder}.part`
  await rm(partial, { recursive: true, force: true })
  try {
    const files = await extract(zip, partial, unpacking, signal)
    if (hashOfFiles(files) !== unpacking.contents) {
      throw new Error(`${zip} does not unpack to the files that are pinned: ${hashOfFiles(files)}`)
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

/** Extracts what has a place into a folder, one entry after the other, and returns what lies there then. */
export async function extract(
  zip: string,
  folder: string,
  { place, isExecutable }: Pick<Unpacking, 'place' | 'isExecutable'>,
  signal: AbortSignal,
): Promise<UnpackedFiles> {
  const archive = await ZipFile.open(zip)
  try {
    const placed = placedEntries(zip, archive.entries, place)
    await mkdir(folder, { recursive: true })
    const files: Record<string, UnpackedFile> = {}
    for (const [at, entry] of placed) {
      signal.throwIfAborted()
      await mkdir(dirname(join(folder, at)), { recursive: true })
      const sha256 = await archive.extract(entry, join(folder, at), isExecutable?.(at) ? 0o755 : 0o644)
      files[at] = { bytes: entry.bytes, sha256 }
    }
    return files
  } finally {
    await archive.close()
  }
}

/** The entries that have a place, by it. Fails where one leads out of the folder, or all are too large. */
function placedEntries(zip: string, entries: readonly ZipEntry[], placeOf: Unpacking['place']): Map<string, ZipEntry> {
  const placed = new Map<string, ZipEntry>()
  let unpackedBytes = 0
  for (const entry of entries) {
    const place = entry.name.endsWith('/') ? undefined : placeOf(entry.name)
    if (place === undefined) continue
    if (!isInside(place)) throw new Error(`${zip} has an entry that leads out of it: ${entry.name}`)
    unpackedBytes += entry.bytes
    if (unpackedBytes > MOST_UNPACKED_BYTES)
      throw new Error(`${zip} unpacks to more than ${MOST_UNPACKED_BYTES} bytes.`)
    placed.set(place, entry)
  }
  return placed
}

/** Whether a path stays in the folder it is relative to, on every platform. */
function isInside(place: string): boolean {
  return !/^([/\\]|[a-z]:)/i.test(place) && !place.includes('\0') && !place.split(/[/\\]/).includes('..')
}

/** What is in a folder beside these files. */
async function filesBeside(files: UnpackedFiles, folder: string): Promise<UnpackedFiles> {
  const beside: Record<string, UnpackedFile> = {}
  for (const { place } of await placesIn(folder)) {
    if (Object.hasOwn(files, place)) continue
    const { size: bytes } = await stat(join(folder, place))
    beside[place] = { bytes, sha256: await sha256Of(join(folder, place)) }
  }
  return beside
}
