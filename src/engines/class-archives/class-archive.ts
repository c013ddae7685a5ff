/**
 * Class data sharing: the classes of an engine in one file, which the JVM maps instead of reading, verifying and linking
 * thousands of classes from jars. It halves the work of a start, about.
 *
 * The engines of the first run note which classes they load, which costs a few per cent. After the run `trainArchives` makes
 * archives of these classes, and later runs use them. The files are in `archives/` of the cache:
 *
 * - `NAME-BYTES.jsa`: an archive. It gets this name when it is complete; with another size it is damaged.
 * - `NAME.ID.classes`: the classes that one engine has noted.
 * - `NAME.ID.json`: the recipe of an archive, written once that engine was ready.
 * - `NAME.failed`: why an archive could not be made. It is not tried again for a day.
 *
 * NAME ends in a fingerprint of everything that the archive depends on.
 */

import { createHash } from 'node:crypto'
import { lstat, readdir, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isWrittenByUs } from '../../process/private-folder.ts'
import { systemClock } from '../../wait/clock.ts'

/** Everything that an archive depends on: the JVM refuses it with anything else. */
export interface ArchiveKey {
  /** The start of its file name, for people: `opensearch-2.19.1`. */
  readonly title: string
  /** The `java` executable. */
  readonly java: string
  /** The JVM's options, without those that differ from start to start. */
  readonly options: readonly string[]
  /** The whole class path, in its order. */
  readonly classPath: readonly string[]
}

/** What an archive is made from; plain data, which is kept on disk. */
export interface ArchiveRecipe extends ArchiveKey {
  /** NAME. */
  readonly name: string
  /** The file of the noted classes. */
  readonly classes: string
}

export function archivesFolder(cacheDirectory: string): string {
  return join(cacheDirectory, 'archives')
}

/** The name of the archive for this key: its title, and a fingerprint of Java, options and jars as they are now. */
export async function archiveName(key: ArchiveKey): Promise<string> {
  const home = dirname(dirname(key.java))
  const files = [key.java, join(home, 'release'), join(home, 'lib', 'modules'), ...key.classPath]
  const stamps = await Promise.all(files.map(stampOf))
  const whole = JSON.stringify([process.arch, key.options, stamps])
  return `${key.title}-${createHash('sha256').update(whole).digest('hex').slice(0, 16)}`
}

/** The size and time of a file, as the JVM compares them. */
async function stampOf(file: string): Promise<readonly unknown[]> {
  const seen = await stat(file).catch(() => undefined)
  // In seconds, as in the archive itself: a cache that was packed and unpacked has lost the fractions.
  return [file, seen?.size, seen && Math.floor(seen.mtimeMs / 1000)]
}

/** The complete archive of this name, which is marked as used; `undefined` where there is none. Removes a damaged one. */
export async function findArchive(folder: string, name: string): Promise<string | undefined> {
  const entry = (await readdir(folder).catch(() => [])).find((each) => isArchiveOf(each, name))
  if (!entry) return undefined
  const file = join(folder, entry)
  const seen = await lstat(file).catch(() => undefined)
  // An archive is code: one that others may have written, or that is a link, is not used.
  if (seen && isWrittenByUs(seen) && entry === archiveFile(name, seen.size)) {
    const now = new Date()
    // The time only tells which archives to remove first. In a read-only cache it stays as it is.
    await utimes(file, now, now).catch(() => {})
    return file
  }
  // Java 17 does not notice that an archive was cut short, and crashes.
  await rm(file, { force: true }).catch(() => {})
  return undefined
}

export function archiveFile(name: string, bytes: number): string {
  return `${name}-${bytes}.jsa`
}

function isArchiveOf(entry: string, name: string): boolean {
  return entry.startsWith(`${name}-`) && /^\d+\.jsa$/.test(entry.slice(name.length + 1))
}

/** So many archives are kept, of 50 to 110 MB each: for two engines on two Javas, and one more version of each. */
const KEPT_ARCHIVES = 6

/** An archive that was not used for so long is removed, in milliseconds. */
export const UNUSED_MS = 30 * 24 * 60 * 60_000

/** Any other file that is older is left over from a run that has ended, in milliseconds. */
const LEFT_OVER_MS = 24 * 60 * 60_000

/** Removes the least recently used archives, and the files that ended runs have left. A file that cannot be removed stays. */
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
