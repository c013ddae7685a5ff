import { existsSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { blocksOf, manualPages, readPage } from './support/manual.ts'

const pages = [...manualPages, 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']
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
