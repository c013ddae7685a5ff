import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sideBySide } from '../base/side-by-side.ts'
import { withFileLock } from '../process/file-lock.ts'
import type { Clock } from '../wait/clock.ts'
import { cacheError, isOfFileSystem } from './cache-error.ts'
import { download } from './download.ts'
import type { PinnedFile } from './pinned-file.ts'
import { arrivedBytes, isInCache } from './pinned-file.ts'
import { unpack } from './unpack.ts'

/** So many files are fetched at the same time. */
const IN_FLIGHT = 8

export interface FetchProgress {
  readonly receivedBytes: number
  readonly totalBytes: number
  /** Whether another run fetches them, and this one waits. */
  readonly byAnother: boolean
}

export interface FetchFiles {
  readonly files: readonly PinnedFile[]
  readonly cacheDirectory: string
  readonly signal: AbortSignal
  /** Called with the progress of all missing files together. */
  readonly onProgress: (progress: FetchProgress) => void
  /** Default: real time. */
  readonly clock?: Clock | undefined
}

/**
 * Makes sure that files are in the cache. Where all are there, it uses no network, writes nothing and takes no lock. Runs at
 * the same time share one download: one fetches, the others wait, and where it ends too early one of them continues.
 * Fails as `download` does, and with a ConfigError where the cache cannot be written. What has arrived until then stays, and
 * the next run continues with it.
 */
export async function fetchFiles(options: FetchFiles): Promise<void> {
  const { cacheDirectory, signal, onProgress, clock } = options
  const missing = missingOf(options.files, cacheDirectory)
  if (missing.length === 0) return
  const totalBytes = sum(missing.map(({ bytes }) => bytes))
  const arrived = () => sum(missing.map((file) => arrivedBytes(file, cacheDirectory)))
  try {
    await withFileLock(
      {
        path: join(cacheDirectory, 'locks', 'downloads.lock'),
        what: 'The lock of downloads',
        signal,
        onWait: () => onProgress({ receivedBytes: arrived(), totalBytes, byAnother: true }),
        ...(clock && { clock }),
      },
      (lockSignal) => fetchAll(missing, totalBytes, { ...options, signal: lockSignal }),
    )
  } catch (error) {
    signal.throwIfAborted()
    if (!isOfFileSystem(error)) throw error
    throw cacheError(error, { cacheDirectory, missingBytes: totalBytes - arrived() })
  }
}

/** The files that are not in the cache. A file of two engines is listed once. */
function missingOf(files: readonly PinnedFile[], cacheDirectory: string): PinnedFile[] {
  const once = new Map(files.map((file) => [file.path, file]))
  return [...once.values()].filter((file) => !isInCache(file, cacheDirectory))
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

async function fetchAll(wanted: readonly PinnedFile[], totalBytes: number, options: FetchFiles): Promise<void> {
  const { cacheDirectory } = options
  // The process that had the lock before may have fetched some or all of them.
  const missing = missingOf(wanted, cacheDirectory)
  const received = new Map(missing.map((file) => [file.path, arrivedBytes(file, cacheDirectory)]))
  const hereBytes = totalBytes - sum(missing.map(({ bytes }) => bytes))
  const queue = missing.values()
  const worker = async (signal: AbortSignal) => {
    for (const file of queue) {
      await fetchOne(file, { ...options, signal }, (bytes) => {
        received.set(file.path, Math.min(bytes, file.bytes))
        const receivedBytes = hereBytes + sum([...received.values()])
        options.onProgress({ receivedBytes, totalBytes, byAnother: false })
      })
    }
  }
  await sideBySide(options.signal, Array(IN_FLIGHT).fill(worker))
}

async function fetchOne(
  { path, url, sha256, bytes, source, unpacking }: PinnedFile,
  { cacheDirectory, signal, clock }: FetchFiles,
  onReceived: (bytes: number) => void,
): Promise<void> {
  const file = join(cacheDirectory, path)
  await download({ url: await url(signal), file, sha256, bytes, source, signal, clock, onReceived })
  if (!unpacking) return
  await unpack({ zip: file, folder: join(cacheDirectory, unpacking.folder), unpacking, signal })
  await rm(file)
}
