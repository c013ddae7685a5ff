import { type Dirent, readdirSync } from 'node:fs'
import { messageOf } from '../errors/errors.ts'
import type { ProblemList } from './problems.ts'

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
