import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from './messages.ts'
import type { Unpacking } from './unpack.ts'
import { isUnpacked } from './unpacked.ts'

/** A file of the cache, pinned by its hash. */
export interface PinnedFile {
  /** Relative to the cache. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** Returns its URL; called only when the file is missing. */
  readonly url: (signal: AbortSignal) => Promise<string>
  readonly source: Source
  /** How an archive is unpacked; the archive itself is not kept. */
  readonly unpacking?: Unpacking
}

/**
 * Whether the file, or its unpacked contents, are in the cache. A name appears only once the contents have been verified, so
 * that sizes are enough to notice a file that was removed or cut short since. Each start looks at every file and trusts no
 * marker: for the 170 files of both engines that takes some milliseconds when it is synchronous.
 */
export function isInCache(file: PinnedFile, cacheDirectory: string): boolean {
  if (file.unpacking) return isUnpacked(join(cacheDirectory, file.unpacking.folder), file.unpacking.contents)
  return sizeOf(join(cacheDirectory, file.path)) === file.bytes
}

/** How much of it has arrived, in bytes, also where another process fetches it. */
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
