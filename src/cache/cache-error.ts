import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigError } from '../errors/errors.ts'
import { cacheDenied, cacheFull, cacheReadOnly, cacheUnwritable } from './messages.ts'

/** The cache that could not be written, and what is still to be written. */
interface CacheNeed {
  readonly cacheDirectory: string
  /** What is still missing in the cache, in bytes. */
  readonly missingBytes: number
}

/** Whether an error comes from the file system. One of the network has no `path`; `fetch` keeps it as a cause. */
export function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && ('path' in error || error.syscall === 'write')
}

/** The error to throw where the file system has refused to write to the cache. */
export function cacheError(
  seen: NodeJS.ErrnoException,
  { cacheDirectory, missingBytes }: CacheNeed,
  mayWrite: (folder: string) => void = (folder) => accessSync(folder, constants.W_OK),
): ConfigError {
  const error = seen.code === 'ENOENT' ? (whyNotWritten(cacheDirectory, mayWrite) ?? seen) : seen
  return new ConfigError(linesFor(error, { cacheDirectory, missingBytes }), { cause: error })
}

function linesFor({ code, message }: NodeJS.ErrnoException, { cacheDirectory, missingBytes }: CacheNeed) {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return cacheFull(cacheDirectory, message, missingBytes, freeBytes(cacheDirectory))
    case 'EROFS':
      return cacheReadOnly(cacheDirectory, message)
    case 'EACCES':
    case 'EPERM':
      return cacheDenied(cacheDirectory, message, anotherOwner(cacheDirectory))
    default:
      return cacheUnwritable(cacheDirectory, message)
  }
}

/** Node's recursive `mkdir` fails with ENOENT on a read-only file system. The nearest folder that is there tells why. */
function whyNotWritten(folder: string, mayWrite: (folder: string) => void): NodeJS.ErrnoException | undefined {
  try {
    mayWrite(nearestThere(folder))
    return undefined
  } catch (error) {
    return error as NodeJS.ErrnoException
  }
}

function nearestThere(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestThere(dirname(folder))
}

function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    // The message does without.
    return undefined
  }
}

/** The owner of the folder, or of the nearest one above it that is there, where that is not this user. */
function anotherOwner(folder: string): { owner: number; me: number } | undefined {
  const { uid: owner } = statSync(nearestThere(folder))
  const me = process.getuid?.()
  return me === undefined || owner === me ? undefined : { owner, me }
}
