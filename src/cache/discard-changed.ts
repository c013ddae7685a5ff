import { lstat, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError, messageOf } from '../errors/errors.ts'
import { userId } from '../process/private-folder.ts'
import type { Reporter } from '../report/events.ts'
import { changedAfterFetch, changedAndKept, writableByEveryUser } from './messages.ts'
import type { PinnedFile } from './pinned-file.ts'
import { isInCache } from './pinned-file.ts'
import type { Unpacking } from './unpack.ts'
import { allOf, contentsOf, isOfAnotherUser, unexpectedFilesIn } from './unpacked.ts'
import { changedFiles, type KnownFile } from './verified-files.ts'

/**
 * Removes the files from the cache that were changed since they were fetched, so that they are fetched again, and warns of
 * each. Afterwards the cache holds the pinned files and no others. Fails with a ConfigError where a changed file cannot be
 * removed.
 */
export async function discardChanged(
  files: readonly PinnedFile[],
  cacheDirectory: string,
  report: Reporter,
): Promise<void> {
  await warnWhereOthersMayWrite(cacheDirectory, report)
  const there = files.filter((file) => isInCache(file, cacheDirectory))
  const known = there.flatMap((file) => knownFiles(file, cacheDirectory))
  const changed = await changedFiles(known, cacheDirectory)
  const unexpected = await foldersWithUnexpectedFiles(there, cacheDirectory)
  for (const place of new Set([...changed.map(({ place }) => place), ...unexpected])) {
    await discard(join(cacheDirectory, place))
    report({ type: 'warning', message: changedAfterFetch(join(cacheDirectory, place)) })
  }
}

/** A file, and the place that is removed where the file was changed: the files of an archive are removed together. */
interface KnownPart extends KnownFile {
  readonly place: string
}

function knownFiles({ path, sha256, unpacking }: PinnedFile, cacheDirectory: string): KnownPart[] {
  if (!unpacking) return [{ path, sha256, place: path }]
  const { folder: place, contents: pinned } = unpacking
  const contents = contentsOf(join(cacheDirectory, place), pinned)
  // Without a note, every file in the folder is unexpected.
  const files = contents ? Object.entries(allOf(contents)) : []
  return files.map(([at, file]) => ({ path: join(place, at), sha256: file.sha256, place }))
}

async function foldersWithUnexpectedFiles(files: readonly PinnedFile[], cacheDirectory: string): Promise<string[]> {
  const unpackings = new Map(
    files.flatMap(({ unpacking }) => (unpacking ? [[unpacking.folder, unpacking] as const] : [])),
  )
  const found = [...unpackings.values()].map(async (unpacking) =>
    (await hasUnexpectedFiles(unpacking, cacheDirectory)) ? [unpacking.folder] : [],
  )
  return (await Promise.all(found)).flat()
}

async function hasUnexpectedFiles({ folder, contents, isSpared }: Unpacking, cacheDirectory: string): Promise<boolean> {
  const path = join(cacheDirectory, folder)
  const unexpected = await unexpectedFilesIn(path, contents)
  return unexpected.some((place) => !(isSpared?.(place) && isOfAnotherUser(path)))
}

async function discard(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true })
  } catch (cause) {
    throw new ConfigError(changedAndKept(path, messageOf(cause)), { cause })
  }
}

async function warnWhereOthersMayWrite(cacheDirectory: string, report: Reporter): Promise<void> {
  if (userId() === -1) return
  const seen = await lstat(cacheDirectory).catch(() => undefined)
  if (!seen || (seen.mode & 0o002) === 0) return
  report({ type: 'warning', message: writableByEveryUser(cacheDirectory) })
}
