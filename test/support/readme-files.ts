import { readFileSync } from 'node:fs'
import { posix } from 'node:path'

/** The code blocks of the README that name a file of this folder in their first line, by that name. */
export function readmeFiles(folder: string): Record<string, string> {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const blocks = [...readme.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)]
  const files = blocks.map(([, path = '', code = '']) => [posix.dirname(path), posix.basename(path), code])
  return Object.fromEntries(files.filter(([at]) => at === folder).map(([, name, code]) => [name, code]))
}
