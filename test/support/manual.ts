import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

/** The pages a user reads, as paths from the root of the repository. */
export const manualPages: readonly string[] = [
  'README.md',
  ...globSync('docs/**/*.md', { cwd: fileURLToPath(root) }).sort(),
]

export const readPage = (page: string): string => readFileSync(new URL(page, root), 'utf8')

/** A fenced block of code. */
export interface Block {
  /** Of its fence, from 1. */
  readonly line: number
  readonly language: string
  readonly code: string
  /** The file that its first line names in a comment, as in `// src/search.test.ts`. */
  readonly file?: string | undefined
  /** What a reader knows and the page need not repeat: the text of the comment `<!-- given: … -->` before the fence. */
  readonly given: string
}

const fence = /(?:<!-- given: ([\s\S]*?) -->\n)?^```(\w+)\n([\s\S]*?)^```$/gm

export function blocksOf(text: string): Block[] {
  return [...text.matchAll(fence)].map(({ index, 1: given = '', 2: language = '', 3: code = '', 0: whole }) => ({
    line: text.slice(0, index + whole.indexOf('```')).split('\n').length,
    language,
    code,
    file: /^\/\/ ([\w./-]+\.\w+)\n/.exec(code)?.[1],
    given,
  }))
}

/**
 * The examples of a page: the files that its blocks name, contents by path, by the example's name. `search.test.ts` and
 * `src/search.ts` are of the example `.`, and `seeded/books.test.ts` is the file `books.test.ts` of the example `seeded`.
 */
export function examplesOf(page: string): Record<string, Record<string, string>> {
  const examples: Record<string, Record<string, string>> = {}
  for (const { file, code } of blocksOf(readPage(page))) {
    if (file === undefined) continue
    const name = /^(?!src\/|test\/)([\w-]+)\//.exec(file)?.[1] ?? '.'
    examples[name] = { ...examples[name], [posix.relative(name, file)]: code }
  }
  return examples
}

/**
 * All TypeScript of the manual as modules that compile, contents by path: a page is a folder. A block that names no file
 * is a module of its own, after what it takes as given.
 */
export function manualSources(): Record<string, string> {
  const sources = manualPages.flatMap((page) => {
    const folder = page.replace(/\.md$/, '')
    return blocksOf(readPage(page))
      .filter(({ language }) => language === 'ts')
      .map(({ file, line, code, given }) =>
        file === undefined ? [`${folder}/line-${line}.ts`, moduleOf(`${given}\n${code}`)] : [`${folder}/${file}`, code],
      )
  })
  return Object.fromEntries(sources)
}

function moduleOf(code: string): string {
  const needsPlugin = /\bawsFixtures\(/.test(code) && !/import .*\bawsFixtures\b/.test(code)
  return `${needsPlugin ? "import { awsFixtures } from 'vitest-aws-fixtures'\n" : ''}${code}\nexport {}\n`
}
