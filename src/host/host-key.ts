import { createHash, randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import type { StandInOptions } from '../config/resolve.ts'
import { hostEntry } from './host-kind.ts'
import { packageVersion } from './package-version.ts'

/** What tells this process's private hosts from everybody else's. */
const ofThisProcess = randomUUID()

/**
 * What a host is for, as eight hex digits: sessions that may share one come to the same key. The version of this package
 * is part of it, and when its files were made, so that a host of another version is never taken for ours.
 *
 * Where hosts are not reused, a run still shares one among its own sessions.
 */
export function hostKey(options: StandInOptions): string {
  const madeAt = statSync(hostEntry).mtimeMs
  const parts = [packageVersion, madeAt, process.version, options.cacheDirectory, ...ofTarget(options)]
  return createHash('sha256')
    .update(JSON.stringify([...parts, options.reuse ? 'reused' : ofThisProcess]))
    .digest('hex')
    .slice(0, 8)
}

/** What its engines are started by. */
function ofTarget(options: StandInOptions): readonly unknown[] {
  if (options.target === 'containers') return [options.target, options.docker]
  return [options.java.option, options.java.home, options.mirror]
}
