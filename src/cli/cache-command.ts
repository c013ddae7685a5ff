import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { CachedFile } from '../engines/cache-contents.ts'
import { cacheContents, cacheKey, removeOld } from '../engines/cache-contents.ts'
import { allReleases } from '../engines/releases/engine-releases.ts'
import { withFileLock } from '../process/file-lock.ts'
import { DEFAULT_ENGINES, releasesNamed } from './engine-names.ts'
import * as messages from './messages.ts'
import type { Surroundings } from './surroundings.ts'
import { defaultOptions } from './surroundings.ts'

/** `cache`: shows what is in the cache, tells its folder and key, and removes what is old. */
export function addCacheCommand(program: Command, surroundings: Surroundings): void {
  const { print } = surroundings
  const cache = program
    .command('cache')
    .description('show what is in the cache')
    .action(async () => {
      const { cacheDirectory } = defaultOptions()
      print(cacheDirectory)
      for (const line of table(await contentsOf(cacheDirectory))) print(line)
    })
  cache
    .command('path')
    .description('print the folder of the cache')
    .action(() => print(defaultOptions().cacheDirectory))
  cache
    .command('key')
    .description('print a key that changes whenever what has to be in the cache does')
    .option('--engines <names...>', 'as for install', [...DEFAULT_ENGINES])
    .action(({ engines }: { engines: readonly string[] }) => print(cacheKey(releasesNamed(engines))))
  cache
    .command('prune')
    .description('remove what this version does not use: other versions, incomplete downloads, logs of past days')
    .action(() => prune(surroundings))
}

async function prune({ print, signal }: Surroundings): Promise<void> {
  const { cacheDirectory } = defaultOptions()
  if (!existsSync(cacheDirectory)) return print(messages.noCache(cacheDirectory))
  // A download that another run makes meanwhile is not old.
  const path = join(cacheDirectory, 'locks', 'downloads.lock')
  await withFileLock({ path, what: 'The turn to prune the cache', signal }, async () => {
    const old = (await contentsOf(cacheDirectory)).filter(({ isOld }) => isOld)
    removeOld(cacheDirectory, old)
    print(messages.pruned(old.length, megabytes(sizeOf(old)), cacheDirectory))
  })
}

async function contentsOf(cacheDirectory: string): Promise<CachedFile[]> {
  return existsSync(cacheDirectory) ? cacheContents(cacheDirectory, allReleases) : []
}

/** A line for each use, and the total as the last line. */
function table(contents: readonly CachedFile[]): string[] {
  const groups = new Map<string, CachedFile[]>()
  for (const file of contents) {
    const name = file.use ?? (file.isOld ? 'old, removed by prune' : 'unknown, left alone')
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  const rows = [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
  return [...rows, ['in all', contents] as const].map(
    ([name, files]) => `${megabytes(sizeOf(files)).padStart(8)} MB  ${String(files.length).padStart(4)} files  ${name}`,
  )
}

const sizeOf = (files: readonly CachedFile[]) => files.reduce((sum, { bytes }) => sum + bytes, 0)
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)
