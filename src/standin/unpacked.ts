import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isWrittenByUs } from '../lifecycle/private-folder.ts'

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
  const contents = contentsOf(folder)
  if (!contents || hashOfFiles(contents.files) !== pinned) return false
  return Object.entries(allOf(contents)).every(
    ([place, { bytes }]) => statSync(join(folder, place), { throwIfNoEntry: false })?.size === bytes,
  )
}

/** All that is to be in a folder, by place; nothing where its note is not to be believed. */
export function unpackedFiles(folder: string): UnpackedFiles {
  const contents = contentsOf(folder)
  return contents ? allOf(contents) : {}
}

const allOf = ({ files, made }: Contents): UnpackedFiles => ({ ...made, ...files })

/** Whether anything is in a folder that is neither in its note nor a folder: a library there may be loaded by its name alone. */
export async function hasStrangers(folder: string): Promise<boolean> {
  const known = unpackedFiles(folder)
  return (await placesIn(folder)).some(
    ({ place, isFile }) => !isFile || (place !== NOTE && !Object.hasOwn(known, place)),
  )
}

/** What is in a folder and those in it, but the folders. Links are not followed. */
export async function placesIn(folder: string, within = ''): Promise<{ place: string; isFile: boolean }[]> {
  const entries = await readdir(join(folder, within), { withFileTypes: true })
  const places = entries.map(async (entry) => {
    const place = within === '' ? entry.name : `${within}/${entry.name}`
    return entry.isDirectory() ? placesIn(folder, place) : [{ place, isFile: entry.isFile() }]
  })
  return (await Promise.all(places)).flat()
}

/**
 * `undefined` where the note is missing or not whole. One that may be of another user, as in a cache that somebody else has
 * filled, is good for what is pinned alone.
 */
function contentsOf(folder: string): Contents | undefined {
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
