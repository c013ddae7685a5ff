import { readFile } from 'node:fs/promises'
import type { Problems } from './problems.ts'

/**
 * The text of a file, without a byte order mark; undefined where it is not UTF-8, which is then a problem: a table saved
 * as Latin-1 would lose its umlauts without a word. Fails where the file cannot be read.
 */
export async function readText(path: string, name: string, problems: Problems): Promise<string | undefined> {
  const bytes = await readFile(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    problems.add(name, undefined, 'it is not encoded in UTF-8')
    return undefined
  }
}
