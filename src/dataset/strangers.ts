import type { Dirent } from 'node:fs'

/**
 * The names in a folder that are not read and look as if they should be. Hidden files, notes (`*.md`) and licences are
 * nobody's mistake.
 */
export function strangersIn(entries: readonly Dirent[], isRead: (name: string) => boolean): string[] {
  return entries
    .map(({ name }) => name)
    .filter((name) => !isRead(name) && !/^\.|\.(md|txt)$|^(README|LICEN[CS]E|NOTICE|COPYING)/i.test(name))
    .sort()
}
