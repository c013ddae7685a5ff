import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigError } from '../errors/errors.ts'

/** What was to be written where. */
export interface CacheNeed {
  readonly cacheDirectory: string
  /** How much is still missing in the cache, in bytes. */
  readonly missingBytes: number
}

/** What `fetch` throws has no `syscall` of its own: it is in its causes. */
export function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && ('path' in error || error.syscall === 'write')
}

/** What keeps the cache from being written, and what to do about it. */
export function cacheError(
  seen: NodeJS.ErrnoException,
  { cacheDirectory, missingBytes }: CacheNeed,
  mayWrite: (folder: string) => void = (folder) => accessSync(folder, constants.W_OK),
): ConfigError {
  const error = seen.code === 'ENOENT' ? (whyNotWritten(cacheDirectory, mayWrite) ?? seen) : seen
  const elsewhere = "name another folder as 'local.cacheDirectory' or AWS_FIXTURES_CACHE"
  const lastSeen = `Last seen: ${error.message}.`
  const lines = (() => {
    switch (error.code) {
      case 'ENOSPC':
      case 'EDQUOT':
        return [
          `No space is left for the engines in their cache: ${cacheDirectory}`,
          `${lastSeen} ${megabytes(missingBytes)} MB more are needed${freeSpace(cacheDirectory)}.`,
          `Make space ('npx vitest-aws-fixtures cache prune' removes what is old), or ${elsewhere}.`,
        ]
      case 'EROFS':
        return [
          `The cache of the engines is on a file system that cannot be written: ${cacheDirectory}`,
          lastSeen,
          `Fill it where it can be written, with 'npx vitest-aws-fixtures install', or ${elsewhere}.`,
        ]
      case 'EACCES':
      case 'EPERM':
        return [
          `This user may not write to the cache of the engines: ${cacheDirectory}${ownerOf(cacheDirectory)}`,
          lastSeen,
          `Let its owner fill it, with 'npx vitest-aws-fixtures install', or ${elsewhere}.`,
        ]
      default:
        return [
          `The cache of the engines cannot be written: ${cacheDirectory}`,
          lastSeen,
          "Name a folder with room that you may write to as 'local.cacheDirectory' or AWS_FIXTURES_CACHE.",
        ]
    }
  })()
  return new ConfigError(lines, { cause: error })
}

/**
 * On a file system that cannot be written, Node's recursive `mkdir` says ENOENT. The nearest folder that is there tells
 * the truth.
 */
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

function freeSpace(folder: string): string {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return `, and ${megabytes(bavail * bsize)} MB are free`
  } catch {
    // It only rounds off the message.
    return ''
  }
}

/** The cache may not be there yet; then whose the nearest folder above is. */
function ownerOf(folder: string): string {
  const { uid } = statSync(nearestThere(folder))
  const me = process.getuid?.()
  return me === undefined || uid === me ? '' : `, which belongs to user ${uid}; this is user ${me}`
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6)
