import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageVersion } from '../base/package-version.ts'
import { shownUrl } from '../cache/fetch-url.ts'
import type { StandInOptions } from '../config/resolve.ts'

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

/** The folder of this package's code: `src` in the repository, `dist` in the package. */
const codeFolder = fileURLToPath(new URL('..', import.meta.url))

/**
 * What is in this package's files, as sixteen hex digits: the same for every installation of the same code, and another
 * once a line of it is changed, as in a checkout that is linked into a project. Takes about 15 ms.
 */
export function packageContents(folder = codeFolder): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    // What runs, and what it reads; neither folders, nor what only editors and compilers read.
    .filter((name) => /(?<!\.d)\.(js|ts|json|jar)$/.test(name))
    .map((name) => name.replaceAll(sep, '/'))
    .sort()
  const hash = createHash('sha256')
  for (const name of names) {
    const contents = readFileSync(join(folder, name))
    hash.update(`${name}\0${contents.length}\0`).update(contents)
  }
  return hash.digest('hex').slice(0, 16)
}
