import { lstat, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../errors/errors.ts'
import { userId } from '../process/private-folder.ts'
import type { Reporter } from '../report/events.ts'
import type { PinnedFile } from './pinned-file.ts'
import { isInCache } from './pinned-file.ts'
import type { Unpacking } from './unpack.ts'
import { allOf, contentsOf, isOfAnotherUser, unexpectedFilesIn } from './unpacked.ts'
import { changedFiles, type KnownFile } from './verified-files.ts'

/**
 * Removes from the cache what was changed since it was fetched, so that it is fetched again, and tells it as a warning.
 * Nothing that is started from the cache afterwards is anything else than what was pinned. Fails with a ConfigError where
 * something was changed that cannot be removed.
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
  const strange = await foldersWithUnexpectedFiles(there, cacheDirectory)
  for (const place of new Set([...changed.map(({ place }) => place), ...strange])) {
    await discard(join(cacheDirectory, place))
    report({
      type: 'warning',
      message: `${join(cacheDirectory, place)} was changed after it was fetched; it is fetched again.`,
    })
  }
}

/** A file, and what is removed where it was changed: the files of an archive go together. */
interface KnownPart extends KnownFile {
  readonly place: string
}

function knownFiles({ path, sha256, unpacking }: PinnedFile, cacheDirectory: string): KnownPart[] {
  if (!unpacking) return [{ path, sha256, place: path }]
  const { folder: place, contents: pinned } = unpacking
  const contents = contentsOf(join(cacheDirectory, place), pinned)
  // Without them, all that is there is strange.
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
  const strangers = await unexpectedFilesIn(path, contents)
  return strangers.some((place) => !(isSpared?.(place) && isOfAnotherUser(path)))
}

async function discard(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true })
  } catch (cause) {
    throw new ConfigError(
      [
        `What an engine is started from was changed after it was fetched: ${path}`,
        'It is not what this package was tested with, and it cannot be removed.',
        "Remove it, or name another folder as 'local.cacheDirectory' or AWS_FIXTURES_CACHE.",
      ],
      { cause },
    )
  }
}

async function warnWhereOthersMayWrite(cacheDirectory: string, report: Reporter): Promise<void> {
  if (userId() === -1) return
  const seen = await lstat(cacheDirectory).catch(() => undefined)
  if (!seen || (seen.mode & 0o002) === 0) return
  report({
    type: 'warning',
    message: `Every user may write to the cache of the engines, and what is in it runs as you: ${cacheDirectory}. Take that away: chmod go-w`,
  })
}
