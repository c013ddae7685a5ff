import { ConfigError } from '../errors/errors.ts'
import { noJava, searchJava } from './find-java.ts'
import { isIn, type JavaRange } from './java-range.ts'
import type { JavaRuntime } from './java-runtime.ts'
import { javaRuntime } from './java-runtime.ts'
import { askJava } from './java-version.ts'

/** Where Java is looked for: the user's option, or else JAVA_HOME and PATH, and else an index to fetch it from. */
export interface JavaOptions {
  readonly option?: string
  readonly home?: string
  readonly path: string
  readonly download: boolean
  /** Base URL of a Python package index. */
  readonly index: string
}

/** Which Java each engine is started with. */
export interface ChosenJava {
  /** The executables, in the order of the engines. */
  readonly executables: readonly string[]
  /** What has to be in the cache first; absent where the Java of the machine does. */
  readonly runtime?: JavaRuntime
}

/** Chooses the Java of the machine that fits all engines, or one for each; where none fits one, a runtime to be fetched. */
export async function chooseJava(
  releases: readonly { readonly java: JavaRange }[],
  { java, cacheDirectory }: { readonly java: JavaOptions; readonly cacheDirectory: string },
  signal: AbortSignal,
): Promise<ChosenJava> {
  const { download, index, ...places } = java
  const search = {
    ...places,
    ranges: releases.map((release) => release.java),
    platform: process.platform,
    cacheDirectory,
    signal,
  }
  const { javas, looked } = await searchJava(search)
  const found = javas.map((each) => each?.executable)
  if (isComplete(found)) return { executables: found }
  if (java.option !== undefined) throw noJava(search, looked)
  if (!download) throw noJava(search, looked, "None is fetched, for 'local.downloadJava' is false.")
  const runtime = javaRuntime({ platform: process.platform, arch: process.arch, index, cacheDirectory })
  const fits = releases.every((release, n) => found[n] !== undefined || (runtime && isIn(runtime.major, release.java)))
  if (!runtime || !fits) throw noJava(search, looked, `None can be fetched for ${process.platform} on ${process.arch}.`)
  return { executables: found.map((executable) => executable ?? runtime.executable), runtime }
}

/** Whether a runtime that was fetched runs here. Fails with a ConfigError where it does not. */
export async function proveRuntime(
  { executable, name }: JavaRuntime,
  cacheDirectory: string,
  signal: AbortSignal,
): Promise<void> {
  if (await askJava(executable, { platform: process.platform, cacheDirectory, signal })) return
  throw new ConfigError([
    `The ${name} that was fetched does not run on this machine: ${executable}`,
    "It is built for glibc 2.17 or later on Linux, and cannot run where programs may not be started from the cache's file system.",
    "Install Java with your system's packages (on Alpine: apk add openjdk21-jre-headless), or name one in the option 'local.java' or in JAVA_HOME.",
  ])
}

function isComplete(found: readonly (string | undefined)[]): found is readonly string[] {
  return !found.includes(undefined)
}
