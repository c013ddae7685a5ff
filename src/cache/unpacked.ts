import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isWrittenByUs } from '../process/private-folder.ts'

/** A file in a folder, as it has to be. */
export interface UnpackedFile {
  readonly bytes: number
  readonly sha256: string
}

/** Files by their place: a path relative to the folder, with slashes. */
export type UnpackedFiles = Readonly<Record<string, UnpackedFile>>

/** The note of what was unpacked, in the folder itself. */
export interface Contents {
  /** From the archive: what is pinned. */
  readonly files: UnpackedFiles
  /** Made of these on this machine, and believed since nobody else can have written the note. */
  readonly made: UnpackedFiles
}

/** The note's name. It is written last: a folder without it, or unlike it, is unpacked again. */
export const NOTE = '.contents.json'

/**
 * What pins the files of an archive: the SHA-256 of the lines that `sha256sum` prints of them, sorted by path. The archive
 * itself is not kept, so that this is all that tells later whether the files are still those that were in it.
 */
export function hashOfFiles(files: UnpackedFiles): string {
  const lines = Object.entries(files).map(([place, { sha256 }]) => [place, `${sha256}  ${place}\n`] as const)
  const sorted = lines.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line)
  return createHash('sha256').update(sorted.join('')).digest('hex')
}

/**
 * The name of a folder for what is pinned by `hashOfFiles`. A version of this package that unpacks other files of the same
 * archive has another folder: in one cache, they would replace each other's while engines run.
 */
export function folderFor(name: string, pinned: string): string {
  return `${name}-${pinned.slice(0, 8)}`
}

/** Whether a folder holds what is pinned by `hashOfFiles`, as far as its note and sizes tell. */
export function isUnpacked(folder: string, pinned: string): boolean {
  const contents = contentsOf(folder, pinned)
  return contents !== undefined && Object.entries(allOf(contents)).every(hasItsSize(folder))
}

const hasItsSize =
  (folder: string) =>
  ([place, { bytes }]: readonly [string, UnpackedFile]): boolean =>
    statSync(join(folder, place), { throwIfNoEntry: false })?.size === bytes

/** All that is to be in a folder, by place. */
export const allOf = ({ files, made }: Contents): UnpackedFiles => ({ ...made, ...files })

/** Whether a folder's note may be another user's, who has then also made what was made there of the files. */
export function isOfAnotherUser(folder: string): boolean {
  const note = lstatSync(join(folder, NOTE), { throwIfNoEntry: false })
  return note !== undefined && !isWrittenByUs(note)
}

/** What is in a folder beside its note and what is to be there: a library may be loaded by its name alone. */
export async function unexpectedFilesIn(folder: string, pinned: string): Promise<string[]> {
  const contents = contentsOf(folder, pinned)
  const known = contents ? allOf(contents) : {}
  const strange = (await placesIn(folder)).filter(
    ({ place, isFile }) => !isFile || (place !== NOTE && !Object.hasOwn(known, place)),
  )
  return strange.map(({ place }) => place)
}

/** What is in a folder and those in it, but the folders; nothing where it is not there. Links are not followed. */
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
 * What the note of a folder says; `undefined` where it is missing, not whole, or of other files than those that are pinned
 * by `hashOfFiles`. Compared at each reading: in a cache that somebody else has filled, its owner may replace it between
 * two. Of a note that may be another user's, only the pinned files are believed.
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
    // It is missing, a link, or not whole: then the folder is not either.
    return undefined
  }
}

/** An earlier version has noted other things. */
function validated(note: Partial<Contents> | null): Contents | undefined {
  const { files, made } = note ?? {}
  return isOfFiles(files) && isOfFiles(made) ? { files, made } : undefined
}

function isOfFiles(value: unknown): value is UnpackedFiles {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((file) => typeof file?.sha256 === 'string')
  )
}
