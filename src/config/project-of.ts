import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Whose what is made on AWS is: runs of the same project share it with `reuse`, and no others. */
export interface Project {
  /** As its tag says it, in a word: `github.com/team/shop:api`. */
  readonly id: string
  /** Whether nothing but its name tells it from other projects: it has no repository that could be found. */
  readonly isByNameOnly: boolean
}

/** What a tag's value may have in one word. */
const NOT_ALLOWED = /[^\p{L}\p{N}_.:/+@-]+/gu

/** With the rest of the tag it has to stay within 256 characters. */
const LONGEST = 100

/**
 * The project in a folder: the repository that its package.json or one above it names, or else the remote `origin` of its
 * Git checkout, and its name. The same for every clone, wherever it lies and by whatever protocol it was cloned. `sharedAs`
 * takes the place of all that.
 */
export function projectOf(root: string, name: string, sharedAs: string | undefined): Project {
  if (sharedAs !== undefined) return { id: asWord(sharedAs), isByNameOnly: false }
  const repository = repositoryOf(root)
  return { id: asWord(repository ? `${repository}:${name}` : name), isByNameOnly: repository === undefined }
}

const asWord = (text: string): string => text.trim().replace(NOT_ALLOWED, '-').slice(-LONGEST)

function repositoryOf(root: string): string | undefined {
  for (const folder of foldersFrom(resolve(root))) {
    const named = inPackage(folder)
    if (named !== undefined) return named
    if (isThere(join(folder, '.git'))) return inGit(folder)
  }
  return undefined
}

function* foldersFrom(folder: string): Generator<string> {
  yield folder
  const above = dirname(folder)
  if (above !== folder) yield* foldersFrom(above)
}

function inPackage(folder: string): string | undefined {
  const text = read(join(folder, 'package.json'))
  if (text === undefined) return undefined
  try {
    const { repository } = JSON.parse(text) as { repository?: unknown }
    const url =
      typeof repository === 'object' && repository !== null ? (repository as { url?: unknown }).url : repository
    return typeof url === 'string' ? normalRepository(url) : undefined
  } catch {
    // A project need not have one that can be read.
    return undefined
  }
}

function inGit(folder: string): string | undefined {
  const link = /^gitdir: (.+)$/m.exec(read(join(folder, '.git')) ?? '')?.[1]
  const own = link === undefined ? join(folder, '.git') : resolve(folder, link)
  // A worktree's settings are those of its checkout.
  const common = read(join(own, 'commondir'))?.trim()
  const config = read(join(common === undefined ? own : resolve(own, common), 'config')) ?? ''
  const url = /^\[remote "origin"\]$[^[]*?^\s*url\s*=\s*(.+)$/m.exec(config)?.[1]
  return url === undefined ? undefined : normalRepository(url)
}

/** Where hosts have short forms in a package.json. */
const hosts: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
}

/**
 * `github.com/team/shop`, whatever protocol, user, port or token the address has: secrets must not get into a tag.
 * `undefined`: it is no address of a repository.
 */
export function normalRepository(url: string): string | undefined {
  const text = url.trim().replace(/^git\+/, '')
  const short = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+)$/.exec(text)
  if (short) return tidy(`${hosts[short[1] ?? 'github']}/${short[2]}`)
  const address = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/+([^?#]+)/i.exec(text)
  const scp = address ?? /^(?:[^/@]+@)?([\w.-]+):([^?#]+)$/.exec(text)
  return scp ? tidy(`${scp[1]}/${scp[2]}`) : undefined
}

const tidy = (path: string): string =>
  path
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

/** The project's name, where its package.json gives one; else that of its folder. */
export function projectName(root: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name?: unknown }
    if (typeof name === 'string' && name !== '') return name
  } catch {
    // A project need not have one, nor one that can be read.
  }
  return root.split(/[\\/]/).findLast((part) => part !== '') ?? 'tests'
}
