import { randomUUID } from 'node:crypto'
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../errors/errors.ts'
import { withFileLock } from '../../process/file-lock.ts'
import { readPrivateFile } from '../../process/private-folder.ts'
import { systemClock } from '../../wait/clock.ts'
import type { ArchiveRecipe } from './class-archive.ts'
import { archiveFile, archiveName, archivesFolder, findArchive, pruneArchives } from './class-archive.ts'
import { dumpArchive } from './dump-archive.ts'

/** The result of one recipe. */
export interface TrainedArchive {
  readonly name: string
  /** `stale`: Java or a jar has changed since the classes were noted. */
  readonly state: 'made' | 'failed' | 'stale'
  /** How long it took, in milliseconds. */
  readonly tookMs: number
  /** Why it failed. */
  readonly detail?: string
}

/** A longer recipe is not ours, in bytes: ours names some hundred jars. */
const MOST_RECIPE_BYTES = 1024 * 1024

/**
 * Makes the class archives of the engines that have become ready since the last time, one after the other, each with a JVM
 * of low priority that opens no port and takes 3 to 12 s of processor time. Processes that share a cache take turns. Also
 * removes old archives. Returns the results, an empty array where there was nothing to do. An archive that cannot be made is a
 * result, not an error. Fails with the signal's reason, and then leaves the rest for the next time.
 *
 * The daemon calls it when a run has ended and no other one is open, and `install` does. Engines may still run.
 */
export async function trainArchives(cacheDirectory: string, signal: AbortSignal): Promise<TrainedArchive[]> {
  const folder = archivesFolder(cacheDirectory)
  const hasWork = (await readRecipes(folder)).length > 0
  const path = join(cacheDirectory, 'locks', 'archives.lock')
  const what = 'The lock of class archives'
  const trained = hasWork ? await withFileLock({ path, what, signal }, (held) => trainAll(folder, held)) : []
  await pruneArchives(folder)
  return trained
}

async function trainAll(folder: string, signal: AbortSignal): Promise<TrainedArchive[]> {
  const trained: TrainedArchive[] = []
  // Read again: the process that had the lock before has made some of them.
  for (const recipe of await readRecipes(folder)) {
    signal.throwIfAborted()
    const made = await trainOnce(folder, recipe, signal)
    if (made) trained.push(made)
  }
  return trained
}

/** `undefined` where the archive is there already. */
async function trainOnce(folder: string, recipe: Recipe, signal: AbortSignal): Promise<TrainedArchive | undefined> {
  const { name, file } = recipe
  const startedAt = systemClock.now()
  const result = (state: TrainedArchive['state'], detail?: string): TrainedArchive => ({
    name,
    state,
    tookMs: systemClock.now() - startedAt,
    ...(detail !== undefined && { detail }),
  })
  let isDone = true
  try {
    if (await findArchive(folder, name)) return undefined
    if ((await archiveName(recipe)) !== name) return result('stale')
    await make(folder, recipe, signal)
    return result('made')
  } catch (error) {
    if (signal.aborted) {
      isDone = false
      throw signal.reason
    }
    const detail = messageOf(error)
    // Otherwise each run would try again in vain. The note is pruned after a day.
    await writeFile(join(folder, `${name}.failed`), `${detail}\n`, { mode: 0o600 }).catch(() => {})
    return result('failed', detail)
  } finally {
    if (isDone) await removeAll([file, recipe.classes])
  }
}

async function make(folder: string, recipe: Recipe, signal: AbortSignal): Promise<void> {
  const part = join(folder, `${recipe.name}.${randomUUID()}.part`)
  try {
    await dumpArchive(recipe, part, signal)
    const { size } = await stat(part)
    await rename(part, join(folder, archiveFile(recipe.name, size)))
  } finally {
    await removeAll([part])
  }
}

interface Recipe extends ArchiveRecipe {
  /** The file that it was read from. */
  readonly file: string
}

async function readRecipes(folder: string): Promise<Recipe[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'))
  const read = async (name: string): Promise<Recipe[]> => {
    const file = join(folder, name)
    try {
      return [{ ...(JSON.parse(await readPrivateFile(file, MOST_RECIPE_BYTES)) as ArchiveRecipe), file }]
    } catch {
      // Another process has just removed it, or was killed while it wrote it, or it is another user's, whose program must not
      // be run. Such a file is pruned later.
      return []
    }
  }
  return (await Promise.all(names.sort().map(read))).flat()
}

/** Removes files. A file that a JVM still writes to cannot be removed on Windows, and is pruned later. */
async function removeAll(files: readonly string[]): Promise<void> {
  await Promise.all(files.map((file) => rm(file, { force: true }).catch(() => {})))
}
