import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isWrittenByUs } from '../process/private-folder.ts'

/** What a file in an unpacked folder has to be. */
export interface UnpackedFile {
  readonly bytes: number
  readonly sha256: string
}

/** Files by their place: a path relative to the folder, with slashes. */
export type UnpackedFiles = Readonly<Record<string, UnpackedFile>>

/** The note in an unpacked folder of the files that it holds. */
export interface Contents {
  /** The files of the archive, which are pinned. */
  readonly files: UnpackedFiles
  /** Files that this machine has made of them. They are trusted because nobody else can have written the note. */
  readonly made: UnpackedFiles
}

/** The note's name. It is written last: a folder without a note, or with files unlike it, is unpacked again. */
export const NOTE = '.contents.json'

/**
 * The hash that pins the files of an archive: the SHA-256 of the lines that `sha256sum` prints for them, sorted by path. The
 * archive itself is not kept, so that only this hash tells later whether the files are still the ones of the archive.
 */
export function hashOfFiles(files: UnpackedFiles): string {
  const lines = Object.entries(files).map(([place, { sha256 }]) => [place, `${sha256}  ${place}\n`] as const)
  const sorted = lines.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line)
  return createHash('sha256').update(sorted.join('')).digest('hex')
}

/**
 * The name of the folder for files that are pinned by `hashOfFiles`. A version of this package that unpacks other files of
 * the same archive has another folder: otherwise two versions would replace each other's files while engines run.
 */
export function folderFor(name: string, pinned: string): string {
  return `${name}-${pinned.slice(0, 8)}`
}

/** Whether a folder holds the files that are pinned by `hashOfFiles`, as its note and the sizes tell. */
export function isUnpacked(folder: string, pinned: string): boolean {
  const contents = contentsOf(folder, pinned)
  return contents !== undefined && Object.entries(allOf(contents)).every(hasItsSize(folder))
}

const hasItsSize =
  (folder: string) =>
  ([place, { bytes }]: readonly [string, UnpackedFile]): boolean =>
    statSync(join(folder, place), { throwIfNoEntry: false })?.size === bytes

/** All files that a folder has to hold. */
export const allOf = ({ files, made }: Contents): UnpackedFiles => ({ ...made, ...files })

/** Whether another user may have written a folder's note, and then also the files that were made there. */
export function isOfAnotherUser(folder: string): boolean {
  const note = lstatSync(join(folder, NOTE), { throwIfNoEntry: false })
  return note !== undefined && !isWrittenByUs(note)
}

/** The places of files that do not belong into a folder: a JVM may load a library by its name alone. */
export async function unexpectedFilesIn(folder: string, pinned: string): Promise<string[]> {
  const contents = contentsOf(folder, pinned)
  const known = contents ? allOf(contents) : {}
  const unexpected = (await placesIn(folder)).filter(
    ({ place, isFile }) => !isFile || (place !== NOTE && !Object.hasOwn(known, place)),
  )
  return unexpected.map(({ place }) => place)
}

/** Everything in a folder and its subfolders except folders; nothing where there is no folder. Links are not followed. */
export async function placesIn(folder: string, within = ''): Promise<{ place: string; isFile: boolean }[]> {
  const entries = await readdir(join(folder, within), { withFileTypes: true }).catch((error) => {
    // Another run has just removed it.
    if (error.code === 'ENOENT') return []
    throw error
  })
  const places = entries.map(async (entry) => {
    const place = within === '' ? entry.name : `${within}/${entry.name}`
    return entry.isDirectory() ? placesIn(folder, place) : [{ place, isFile: entry.isFile() }]
  })
  return (await Promise.all(places)).flat()
}

/**
 * What the note of a folder says; `undefined` where the note is missing, incomplete, or lists other files than the ones that
 * are pinned by `hashOfFiles`. The note is compared each time it is read: where another user owns the cache, that user may
 * replace it in between. Of a note that another user may have written, only the pinned files are trusted.
 */
export function contentsOf(folder: string, pinned: string): Contents | undefined {
  const contents = readNote(folder)
  return contents && hashOfFiles(contents.files) === pinned ? contents : undefined
}

function readNote(folder: string): Contents | undefined {
  try {
    const note = openSync(
      join(folder, NOTE),
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    )
    try {
      const contents = validated(JSON.parse(readFileSync(note, 'utf8')))
      return contents && !isWrittenByUs(fstatSync(note)) ? { ...contents, made: {} } : contents
    } finally {
      closeSync(note)
    }
  } catch {
    // The note is missing, a link, or incomplete: then the folder counts as incomplete too.
    return undefined
  }
}

/** `undefined` where another version of this package has written another kind of note. */
function validated(note: Partial<Contents> | null): Contents | undefined {
  const { files, made } = note ?? {}
  return areFiles(files) && areFiles(made) ? { files, made } : undefined
}

function areFiles(value: unknown): value is UnpackedFiles {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((file) => typeof file?.sha256 === 'string')
  )
}
