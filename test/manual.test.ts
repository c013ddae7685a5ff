import { existsSync, globSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { blocksOf, manualPages, readPage } from './support/manual.ts'

const forContributors = ['CONTRIBUTING.md', 'test/README.md', 'bench/README.md']
const pages = [...manualPages, ...forContributors, 'SECURITY.md', 'CHANGELOG.md']
const root = new URL('..', import.meta.url)

/** A page without what is no text of it: code, and comments. */
const prose = (text: string) => text.replace(/^(```+)[\s\S]*?^\1$/gm, '').replace(/<!--[\s\S]*?-->/g, '')

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(text: string): string[] {
  const headings = [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  )
  const seen = new Map<string, number>()
  return headings.map((slug) => {
    const before = seen.get(slug) ?? 0
    seen.set(slug, before + 1)
    return before === 0 ? slug : `${slug}-${before}`
  })
}

/** The links of a page to files of the repository and to headings: what follows `](`. */
function linksOf(text: string): string[] {
  const inline = [
    ...prose(text)
      .replace(/`[^`\n]*`/g, '`')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
  const reference = [...prose(text).matchAll(/^\[[^\]]+\]: (\S+)$/gm)]
  return [...inline, ...reference].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target))
}

/** What is wrong with a link of that page; `undefined` where it leads somewhere. */
function brokenBecause(page: string, link: string, read: (path: string) => string | undefined): string | undefined {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : posix.normalize(posix.join(posix.dirname(page), path))
  const text = read(target)
  if (text === undefined) return `${page}: no file ${link}`
  if (anchor === undefined || anchorsOf(text).includes(anchor)) return undefined
  return `${page}: no heading ${link}`
}

/** A file's text, or nothing of a folder; `undefined` where there is neither. */
function readTarget(path: string): string | undefined {
  const url = new URL(path, root)
  if (!existsSync(url)) return undefined
  return statSync(url).isDirectory() ? '' : readPage(path)
}

test('every link of the manual leads to a file and to a heading in it', () => {
  const links = pages.flatMap((page) => linksOf(readPage(page)).map((link) => [page, link] as const))
  expect(links.length).toBeGreaterThan(20)
  expect(links.flatMap(([page, link]) => brokenBecause(page, link, readTarget) ?? [])).toEqual([])
})

/**
 * The paths that a page names in code spans, commands and pictures: what has a `/` in it, or ends as a source file does. Not
 * those that stand for several (`src/ROOM/messages.ts`), nor packages, nor addresses and folders outside of the repository.
 */
function pathsOf(text: string): string[] {
  const spans = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span)
  const commands = blocksOf(text).filter(({ language }) => language === 'sh' || language === 'text')
  return [...spans, ...commands.map(({ code }) => code)]
    .flatMap((code) => code.split(/[\s()=]+/))
    .filter((word) => /^[\w.*][\w.*{},-]*(\/[\w.*{},-]+)*\/?$/.test(word) && /\/|\.ts$/.test(word))
    .filter((path) => !path.includes('ROOM') && !/^\.\.\/|\bname\.(test\.)?ts$/.test(path))
}

/** What `npm run build` makes, what stands for the files and folders of any example, and images of containers. */
const noPaths: ReadonlySet<string> = new Set([
  ...['dist/', 'src/places.test.ts', 'seeded/'],
  ...['opensearchproject/opensearch', 'tinkerpop/gremlin-server', 'testcontainers/ryuk'],
])

/** The paths that a page names and that lead nowhere, whether they begin at the root or at one of those folders. */
const lostPaths = (text: string, folders: readonly string[]): string[] =>
  pathsOf(text).filter(
    (path) => !noPaths.has(path) && !folders.some((cwd) => globSync(path, { cwd: new URL(cwd, root) }).length > 0),
  )

test('every path that the pages for contributors name is in the repository', () => {
  const text = forContributors.map(readPage).join('\n')
  expect(pathsOf(text).length).toBeGreaterThan(50)
  expect(lostPaths(text, ['.', 'src/'])).toEqual([])
})

test('every path that the README of a folder names is in the folder, or in the repository', () => {
  const pages = globSync('{src,test}/**/README.md', { cwd: fileURLToPath(root) })
  expect(pages.length).toBeGreaterThan(20)
  const lost = pages.flatMap((page) =>
    lostPaths(readPage(page), ['.', 'src/', `${posix.dirname(page)}/`]).map((path) => `${page}: no file ${path}`),
  )
  expect(lost).toEqual([])
})

test('the check of paths finds them in code spans, commands and pictures, and no others', () => {
  const text =
    'Move `src/a/b.ts`, `test/**/*.c.ts` or `node d/e.ts`; not a/b, `@a/b`, `a()` or `src/ROOM/messages.ts`.\n\n```text\nf/ ─▶ g/h/\n```\n\n```ts\ni/j.ts\n```\n'
  expect(pathsOf(text)).toEqual(['src/a/b.ts', 'test/**/*.c.ts', 'd/e.ts', 'f/', 'g/h/'])
})

test('the anchors of headings are those of GitHub', () => {
  const text =
    '# A `run` that ends: why?\n\n## [In CI](ci.md)\n\n```sh\n# no heading\n```\n\n## In CI\n\n## ~id, "x_y"\n'
  expect(anchorsOf(text)).toEqual(['a-run-that-ends-why', 'in-ci', 'in-ci-1', 'id-x_y'])
})

test.for<[string, string | undefined]>([
  ['other.md', undefined],
  ['other.md#there', undefined],
  ['#here', undefined],
  ['../README.md', undefined],
  ['none.md', 'docs/page.md: no file none.md'],
  ['other.md#here', 'docs/page.md: no heading other.md#here'],
  ['#there', 'docs/page.md: no heading #there'],
])('the check of links says of %s: %s', ([link, reason]) => {
  const files: Record<string, string> = { 'docs/page.md': '# Here', 'docs/other.md': '# There', 'README.md': '' }
  expect(linksOf(`[text](${link}) and [another](https://example.com/#x)`)).toEqual([link])
  expect(brokenBecause('docs/page.md', link, (path) => files[path])).toBe(reason)
})

test('every block of TypeScript, shell, YAML, JSON, output or picture of the manual says which it is', () => {
  const languages = new Set(['ts', 'sh', 'yaml', 'json', 'text', 'mermaid', 'csv'])
  const others = manualPages.flatMap((page) => {
    const text = readPage(page)
    const fences = text.match(/^```/gm)?.length ?? 0
    const blocks = blocksOf(text)
    const unknown = blocks.filter(({ language }) => !languages.has(language))
    return [
      ...unknown.map(({ line, language }) => `${page}:${line}: ${language}`),
      ...(fences === blocks.length * 2 ? [] : [`${page}: a fence without a language`]),
    ]
  })
  expect(others).toEqual([])
})
