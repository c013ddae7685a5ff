import { type Dirent, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { likeName } from '../base/like-name.ts'
import { DatasetError, messageOf } from '../errors/errors.ts'
import * as messages from './messages.ts'
import type { ProblemList } from './problems.ts'

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

/** What is in a folder; undefined after it has been added as a problem that it cannot be listed. */
export function listFolder(folder: string, name: string, problems: ProblemList): Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    const isNone = (error as NodeJS.ErrnoException).code === 'ENOTDIR'
    problems.add(name, undefined, isNone ? 'it is not a folder' : `it cannot be listed: ${messageOf(error)}`)
    return undefined
  }
}

/**
 * The names in a folder that are not read and look as if they should be. Hidden files, notes (`*.md`) and licences are
 * nobody's mistake.
 */
export function foreignMembers(entries: readonly Dirent[], isRead: (name: string) => boolean): string[] {
  return entries
    .map(({ name }) => name)
    .filter((name) => !isRead(name) && !/^\.|\.(md|txt)$|^(README|LICEN[CS]E|NOTICE|COPYING)/i.test(name))
    .sort()
}

/** What a dataset is read from: paths below its folder, with `/`. */
const ofDataset = /^(?:opensearch\/.*(?:\/index\.json|\.ndjson)|neptune\/.*\.csv)$/

/** Whether a dataset in this folder is read from a file of that path, both absolute. */
export function isFileOfDataset(directory: string, file: string): boolean {
  return ofDataset.test(relative(directory, file).split(sep).join('/'))
}

/**
 * What a dataset's files look like from outside, in one text: names, sizes and times. It is another one after a file was
 * written, added or removed. Nothing is read, and a folder that is not there has a state too.
 */
export function folderState(directory: string): string {
  return filesIn(directory)
    .filter((file) => isFileOfDataset(directory, file))
    .sort()
    .map((file) => `${file} ${stateOf(file)}`)
    .join('\n')
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name))
  } catch {
    // What reads the dataset reports what is wrong with its folder.
    return []
  }
}

function stateOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : 'gone'
}
