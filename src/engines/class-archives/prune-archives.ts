import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '../../wait/clock.ts'

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
