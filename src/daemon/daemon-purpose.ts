import { createHash, randomUUID } from 'node:crypto'
import { packageVersion } from '../base/package-version.ts'
import { shownUrl } from '../cache/fetch-url.ts'
import type { StandInOptions } from '../config/resolve.ts'
import { packageContents } from './package-contents.ts'

/** What a daemon is for: values by what they are called to people, none of them secret. Runs share a daemon where all are the same. */
export type DaemonPurpose = Readonly<Record<string, string>>

/** What tells this process's private daemons from everybody else's. */
const ofThisProcess = randomUUID()

/**
 * What a daemon of these options is for. The package counts by what is in its files, not by where or when they were
 * installed: projects that installed it each for itself share a daemon, and one of other code is never taken for ours.
 *
 * Where daemons are not reused, a run still shares one among its own runs.
 */
export function daemonPurpose(options: StandInOptions): DaemonPurpose {
  return {
    version: packageVersion,
    'contents of the package': packageContents(),
    Node: process.version,
    cache: options.cacheDirectory,
    target: options.target,
    ...ofTarget(options),
    runs: options.reuse ? 'any' : `one (${ofThisProcess})`,
  }
}

/** The purpose as eight hex digits, which name the folder of the daemon. */
export function daemonKey(purpose: DaemonPurpose): string {
  return createHash('sha256').update(JSON.stringify(purpose)).digest('hex').slice(0, 8)
}

/** What its engines are started by. */
function ofTarget(options: StandInOptions): DaemonPurpose {
  if (options.target === 'containers') return options.docker
  const { java, mirror } = options
  return {
    ...(java.option && { java: java.option }),
    ...(java.home && { JAVA_HOME: java.home }),
    mirror: shownUrl(mirror),
  }
}
