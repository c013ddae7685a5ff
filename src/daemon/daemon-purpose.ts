import { createHash, randomUUID } from 'node:crypto'
import { packageVersion } from '../base/package-version.ts'
import { shownUrl } from '../cache/fetch-url.ts'
import type { StandInOptions } from '../config/resolve.ts'
import { packageContents } from './package-contents.ts'

/** What a host is for: values by what they are called to people, none of them secret. Sessions share a host where all are the same. */
export type HostPurpose = Readonly<Record<string, string>>

/** What tells this process's private hosts from everybody else's. */
const ofThisProcess = randomUUID()

/**
 * What a host of these options is for. The package counts by what is in its files, not by where or when they were
 * installed: projects that installed it each for itself share a host, and one of other code is never taken for ours.
 *
 * Where hosts are not reused, a run still shares one among its own sessions.
 */
export function hostPurpose(options: StandInOptions): HostPurpose {
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

/** The purpose as eight hex digits, which name the folder of the host. */
export function hostKey(purpose: HostPurpose): string {
  return createHash('sha256').update(JSON.stringify(purpose)).digest('hex').slice(0, 8)
}

/** What its engines are started by. */
function ofTarget(options: StandInOptions): HostPurpose {
  if (options.target === 'containers') return options.docker
  const { java, mirror } = options
  return {
    ...(java.option && { java: java.option }),
    ...(java.home && { JAVA_HOME: java.home }),
    mirror: shownUrl(mirror),
  }
}
