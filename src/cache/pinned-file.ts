import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Unpacking } from './unpack.ts'
import { isUnpacked } from './unpacked.ts'

/** Where files come from, in the words of an error. */
export interface Source {
  /** `An engine`. */
  readonly what: string
  /** What to do where it cannot be reached. */
  readonly hint: string
  /** What to look at where it does not have a file. */
  readonly setting: string
}

/** A file that belongs into the cache, pinned to its last bit. */
export interface PinnedFile {
  /** Relative to the cache. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** Where it is; looked up only when it is needed. */
  readonly url: (signal: AbortSignal) => Promise<string>
  readonly source: Source
  /** Where an archive is unpacked; it is then not kept itself. */
  readonly unpacking?: Unpacking
}

/**
 * Whether the file, or what it holds, is in the cache. A name appears only once the contents have been verified, so sizes
 * are enough to notice what somebody has removed or cut short since. Every file is looked at on every start, without a
 * marker that would have to be believed: the 170 files of both engines take some milliseconds when asked synchronously.
 */
export function isInCache(file: PinnedFile, cacheDirectory: string): boolean {
  if (file.unpacking) return isUnpacked(join(cacheDirectory, file.unpacking.folder), file.unpacking.contents)
  return sizeOf(join(cacheDirectory, file.path)) === file.bytes
}

/** How much of it has arrived, in bytes, by whomever it is fetched. */
export function arrivedBytes(file: PinnedFile, cacheDirectory: string): number {
  if (isInCache(file, cacheDirectory)) return file.bytes
  const whole = join(cacheDirectory, file.path)
  return Math.min(file.bytes, sizeOf(whole) ?? sizeOf(partOf(whole)) ?? 0)
}

/** Where a file grows until it is whole and verified. */
export function partOf(file: string): string {
  return `${file}.part`
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size
}
