import { createHash } from 'node:crypto'
import { javaRuntime } from '../java/java-runtime.ts'
import { filesOf } from './releases/artifacts.ts'
import { icuLock, lockOf } from './releases/engine-lock.ts'
import type { EngineRelease } from './releases/engine-releases.ts'

/**
 * A name for what the cache holds once these releases are in it, on this platform: the same for the same files, another
 * one as soon as a version changes. For caches of CI systems.
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
