import type { Dirent } from 'node:fs'
import { readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { likeName } from '../base/like-name.ts'
import { DatasetError } from '../errors/errors.ts'
import * as messages from './messages.ts'

/** What is in a dataset's folder. Fails with a DatasetError where there is no such folder. */
export function datasetEntries(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error
    const name = basename(resolve(directory))
    const meant = likelyMeant(resolve(directory))
    throw new DatasetError(
      messages.datasetNotFound(name, directory, code === 'ENOTDIR', meant),
      // Without what the system said: the message has it, and would be repeated.
      { resource: name },
    )
  }
}

/** The folder with a name like the first part of the path that is not there, and the rest of the path in it, where that is there. */
function likelyMeant(directory: string): string | undefined {
  const parent = dirname(directory)
  const above = foldersIn(parent) ? parent : likelyMeant(parent)
  if (above === undefined || parent === directory) return undefined
  const folders = foldersIn(above) ?? []
  const name = folders.includes(basename(directory)) ? basename(directory) : likeName(basename(directory), folders)
  return name === undefined ? undefined : join(above, name)
}

function foldersIn(directory: string): string[] | undefined {
  try {
    const entries = readdirSync(directory, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  } catch {
    return undefined
  }
}
