/**
 * Class data sharing: the classes an engine loads, as one file that the JVM maps instead of reading, checking and
 * linking thousands of them from jars. It about halves the work of a start.
 *
 * The first run notes which classes its engines load, at the price of a few per cent; when it has no more need of the
 * machine, `trainArchives` makes the archives of that; later runs use them. All of it is in `archives/` of the cache:
 *
 * - `NAME-BYTES.jsa` an archive. It gets this name when it is complete; a file of another size is damaged.
 * - `NAME.ID.classes` the classes that one engine has noted, and `NAME.ID.json` the recipe: it was ready, make it.
 * - `NAME.failed` why it could not be made; not tried again for a day.
 *
 * NAME ends in a fingerprint of everything that the archive depends on.
 */

import { createHash } from 'node:crypto'
import { lstat, readdir, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isWrittenByUs } from '../../process/private-folder.ts'
import { systemClock } from '../../wait/clock.ts'

/** What an archive can be used with; with anything else the JVM would refuse it. */
export interface ArchiveKey {
  /** What it is for, for those who look into the folder: `opensearch-2.19.1`. */
  readonly title: string
  /** The `java` executable. */
  readonly java: string
  /** The JVM's options, without those that differ from start to start. */
  readonly options: readonly string[]
  /** The whole class path, in its order. */
  readonly classPath: readonly string[]
}

/** What has to be done to make an archive; plain data, kept on disk. */
export interface ArchiveRecipe extends ArchiveKey {
  /** NAME. */
  readonly name: string
  /** The file of the noted classes. */
  readonly classes: string
}

export function archivesFolder(cacheDirectory: string): string {
  return join(cacheDirectory, 'archives')
}

/** The name of the archive for this key: the title, and a fingerprint of java, options and jars as they are now. */
export async function archiveName(key: ArchiveKey): Promise<string> {
  const home = dirname(dirname(key.java))
  const files = [key.java, join(home, 'release'), join(home, 'lib', 'modules'), ...key.classPath]
  const stamps = await Promise.all(files.map(stampOf))
  const whole = JSON.stringify([process.arch, key.options, stamps])
  return `${key.title}-${createHash('sha256').update(whole).digest('hex').slice(0, 16)}`
}

/** The JVM compares size and time of each jar; a file that is not there is told apart from one that is. */
async function stampOf(file: string): Promise<readonly unknown[]> {
  const seen = await stat(file).catch(() => undefined)
  // In seconds, as in the archive itself: a cache that was packed and unpacked has no more.
  return [file, seen?.size, seen && Math.floor(seen.mtimeMs / 1000)]
}

/** The complete archive of this name; `undefined` where there is none. Marks it as used, and removes a damaged one. */
export async function findArchive(folder: string, name: string): Promise<string | undefined> {
  const entry = (await readdir(folder).catch(() => [])).find((each) => isArchiveOf(each, name))
  if (!entry) return undefined
  const file = join(folder, entry)
  const seen = await lstat(file).catch(() => undefined)
  // An archive is code: one that others may have written, or that is a link, is none.
  if (seen && isWrittenByUs(seen) && entry === archiveFile(name, seen.size)) {
    const now = new Date()
    // Only tells what may be removed first; a cache that is read only is as good.
    await utimes(file, now, now).catch(() => {})
    return file
  }
  // Java 17 does not notice that an archive is cut short, and crashes on it.
  await rm(file, { force: true }).catch(() => {})
  return undefined
}

export function archiveFile(name: string, bytes: number): string {
  return `${name}-${bytes}.jsa`
}

function isArchiveOf(entry: string, name: string): boolean {
  return entry.startsWith(`${name}-`) && /^\d+\.jsa$/.test(entry.slice(name.length + 1))
}

/** This many archives are kept, of 50 to 110 MB each: two engines on two Javas, and one more version of each. */
const KEPT_ARCHIVES = 6

/** An archive that nothing has used for so long goes, in milliseconds. */
export const UNUSED_MS = 30 * 24 * 60 * 60_000

/** Anything else is of a run that is over, in milliseconds. */
const LEFT_OVER_MS = 24 * 60 * 60_000

/** Removes the archives that were used least recently, and what ended runs have left. What cannot be removed stays. */
export async function pruneArchives(folder: string, now: number = systemClock.now()): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder).catch(() => [])).map(async (name) => {
      const file = join(folder, name)
      const seen = await stat(file).catch(() => undefined)
      return { file, isArchive: name.endsWith('.jsa'), ageMs: seen ? now - seen.mtimeMs : 0 }
    }),
  )
  const archives = files.filter(({ isArchive }) => isArchive).sort((a, b) => a.ageMs - b.ageMs)
  const old = [
    ...archives.filter(({ ageMs }, rank) => rank >= KEPT_ARCHIVES || ageMs > UNUSED_MS),
    ...files.filter(({ isArchive, ageMs }) => !isArchive && ageMs > LEFT_OVER_MS),
  ]
  await Promise.all(old.map(({ file }) => rm(file, { force: true }).catch(() => {})))
}
