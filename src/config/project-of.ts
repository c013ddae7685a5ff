import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The project that owns resources on AWS. With `reuse`, only runs of the same project share them. */
export interface Project {
  /** The project as one word in a tag: `github.com/team/shop:api`. */
  readonly id: string
  /** Whether only its name distinguishes it from other projects, because no repository was found. */
  readonly isByNameOnly: boolean
}

/** The characters that a word in a tag's value may have. */
const NOT_ALLOWED = /[^\p{L}\p{N}_.:/+@-]+/gu

/** The longest project word, in characters: the whole tag has room for 256. */
const LONGEST = 100

/**
 * The project in a folder: its repository and its name. The repository is the one that its package.json or one above it names,
 * or else the remote `origin` of its Git checkout. Every clone gives the same project, in any folder and with any protocol.
 * `sharedAs` replaces the repository.
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
    // A project may have no readable one.
    return undefined
  }
}

function inGit(folder: string): string | undefined {
  const link = /^gitdir: (.+)$/m.exec(read(join(folder, '.git')) ?? '')?.[1]
  const own = link === undefined ? join(folder, '.git') : resolve(folder, link)
  // A worktree uses the settings of its checkout.
  const common = read(join(own, 'commondir'))?.trim()
  const config = read(join(common === undefined ? own : resolve(own, common), 'config')) ?? ''
  const url = /^\[remote "origin"\]$[^[]*?^\s*url\s*=\s*(.+)$/m.exec(config)?.[1]
  return url === undefined ? undefined : normalRepository(url)
}

/** The hosts behind the short forms in a package.json. */
const hosts: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
}

/**
 * `github.com/team/shop`, without protocol, user, port and token, because secrets must not get into a tag. `undefined`: the text
 * is no address of a repository.
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

/** The project's name from its package.json, or else the name of its folder. */
export function projectName(root: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name?: unknown }
    if (typeof name === 'string' && name !== '') return name
  } catch {
    // A project may have none, or none that is readable.
  }
  return root.split(/[\\/]/).findLast((part) => part !== '') ?? 'tests'
}
