import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
// A Java runtime has no `jar` command, and Node reads no zip files; this library is small and needs no other.
import { unzipSync } from 'fflate'

/** What becomes of an archive. */
export interface Unpacking {
  /** Relative to the cache; holds nothing else. */
  readonly folder: string
  /** Where an entry goes, relative to the folder; `undefined` leaves it out. */
  readonly place: (entry: string) => string | undefined
  /** Whether what lies there is a program: a zip read by fflate does not tell. */
  readonly isExecutable?: (place: string) => boolean
  /** What is still to be made of what was unpacked, before the folder gets its name. Absolute path of the folder. */
  readonly finish?: (folder: string, signal: AbortSignal) => Promise<void>
}

/** The list of what was unpacked, written last: a folder without it, or unlike it, is unpacked again. */
const LIST = '.contents.json'

interface Contents {
  /** Of the archive. */
  readonly sha256: string
  /** Bytes by place. */
  readonly files: Readonly<Record<string, number>>
  /** SHA-256 by place. */
  readonly hashes: Readonly<Record<string, string>>
}

/** How much an archive may unpack to, in bytes: five times what the largest, a Java runtime, does. */
const MOST_UNPACKED_BYTES = 1024 ** 3

/** Whether a path stays in the folder it is relative to, on every platform. */
function isInside(place: string): boolean {
  return !/^([/\\]|[a-z]:)/i.test(place) && !place.includes('\0') && !place.split(/[/\\]/).includes('..')
}

/** One archive to unpack, its paths absolute. */
export interface Unpack {
  readonly zip: string
  readonly folder: string
  /** Of the archive. */
  readonly sha256: string
  readonly unpacking: Unpacking
  readonly signal: AbortSignal
}

/** Unpacks a zip, which nobody else may do at the same time. The folder appears whole, or not at all, in the place of whatever was there. */
export async function unpack({ zip, folder, sha256, unpacking, signal }: Unpack): Promise<void> {
  let unpackedBytes = 0
  const filter = ({ name, originalSize }: { name: string; originalSize: number }) => {
    if (place(name) === undefined) return false
    unpackedBytes += originalSize
    if (unpackedBytes > MOST_UNPACKED_BYTES)
      throw new Error(`${zip} unpacks to more than ${MOST_UNPACKED_BYTES} bytes.`)
    return true
  }
  const entries = Object.entries(unzipSync(await readFile(zip), { filter }))
  function place(name: string) {
    if (name.endsWith('/')) return undefined
    const at = unpacking.place(name)
    if (at !== undefined && !isInside(at)) throw new Error(`${zip} has an entry that leads out of it: ${name}`)
    return at
  }
  // Left by one that was killed; nobody else unpacks at the same time.
  const partial = `${folder}.part`
  await rm(partial, { recursive: true, force: true })
  try {
    await mkdir(partial, { recursive: true })
    const files: Record<string, number> = {}
    const hashes: Record<string, string> = {}
    for (const [name, bytes] of entries) {
      const at = place(name) ?? name
      await mkdir(dirname(join(partial, at)), { recursive: true })
      await writeFile(join(partial, at), bytes, { mode: unpacking.isExecutable?.(at) ? 0o755 : 0o644 })
      files[at] = bytes.length
      hashes[at] = createHash('sha256').update(bytes).digest('hex')
    }
    await unpacking.finish?.(partial, signal)
    await writeFile(join(partial, LIST), JSON.stringify({ sha256, files, hashes } satisfies Contents))
    await rm(folder, { recursive: true, force: true })
    await rename(partial, folder)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/** Whether a folder holds just what this archive was unpacked to, as far as sizes tell. */
export function isUnpacked(folder: string, sha256: string): boolean {
  const contents = contentsOf(folder)
  // An earlier version has noted no hashes.
  if (contents?.sha256 !== sha256 || contents.hashes === undefined) return false
  return Object.entries(contents.files).every(
    ([place, bytes]) => statSync(join(folder, place), { throwIfNoEntry: false })?.size === bytes,
  )
}

/** The SHA-256 of what was unpacked into a folder, by place; nothing where the folder is not whole. */
export function unpackedHashes(folder: string): Readonly<Record<string, string>> {
  return contentsOf(folder)?.hashes ?? {}
}

/** What was unpacked into a folder, absolute, sorted by name. */
export function unpackedFiles(folder: string): string[] {
  return Object.keys(contentsOf(folder)?.files ?? {})
    .sort()
    .map((place) => join(folder, place))
}

function contentsOf(folder: string): Contents | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, LIST), 'utf8')) as Contents
  } catch {
    // Missing, or not whole: then the folder is not either.
    return undefined
  }
}
