import { dirname } from 'node:path'
import { isOfFileSystem } from '../cache/cache-error.ts'
import { ConfigError } from '../errors/errors.ts'

/**
 * A ConfigError, where it is the folder of the daemons, or something in it, that could not be written; any other error as
 * it is. A write that fails does not tell its path, so it must have been one of these.
 */
export function daemonFolderError(error: unknown, base: string): unknown {
  if (!isOfFileSystem(error)) return error
  const temporary = dirname(base)
  if (error.path !== undefined && !error.path.startsWith(temporary)) return error
  return new ConfigError(linesFor(error, temporary), { cause: error })
}

function linesFor({ code, message }: NodeJS.ErrnoException, temporary: string): readonly string[] {
  const lastSeen = `Last seen: ${message}.`
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return [
        `There is no room for the engines' data in the folder for temporary files: ${temporary}`,
        lastSeen,
        'Make room there, or set TMPDIR to a folder with some hundred MB.',
      ]
    case 'EMFILE':
    case 'ENFILE':
      return [
        `No more files can be opened in the folder for temporary files: ${temporary}`,
        lastSeen,
        'Raise the limit of open files: ulimit -n 4096',
      ]
    default:
      return [
        `The daemon cannot have a folder in the one for temporary files: ${temporary}`,
        lastSeen,
        'Set TMPDIR to a folder that you may write to.',
      ]
  }
}
