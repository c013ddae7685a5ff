import { ConfigError } from '../errors/errors.ts'
import type { JavaPlaces } from './java-candidates.ts'
import { javaCandidates } from './java-candidates.ts'
import type { JavaRange } from './java-range.ts'
import { intersection, isIn } from './java-range.ts'
import type { JavaRuntime } from './java-runtime.ts'
import { javaRuntime } from './java-runtime.ts'
import type { AskJava, Java } from './java-version.ts'
import { askJava } from './java-version.ts'
import { downloadIsOff, lookedAt, noJavaFits, noRuntimeFor, optionDoesNotFit, runtimeDoesNotRun } from './messages.ts'

/** Where Java is looked for: the user's option, or else JAVA_HOME, PATH and the usual folders, or else an index to fetch it from. */
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
  /** What has to be fetched into the cache first; absent where the machine has a Java for each engine. */
  readonly runtime?: JavaRuntime
}

/**
 * Chooses the first Java of this machine that fits all engines, or else one for each; where an engine has none, a runtime to
 * fetch. Fails with a ConfigError where there is neither.
 */
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
  if (!download) throw noJava(search, looked, downloadIsOff())
  const runtime = javaRuntime({ platform: process.platform, arch: process.arch, index, cacheDirectory })
  const fits = releases.every((release, n) => found[n] !== undefined || (runtime && isIn(runtime.major, release.java)))
  if (!runtime || !fits) throw noJava(search, looked, noRuntimeFor(process.platform, process.arch))
  return { executables: found.map((executable) => executable ?? runtime.executable), runtime }
}

/** Proves that a fetched runtime runs on this machine. Fails with a ConfigError where it does not. */
export async function proveRuntime(
  { executable, name }: JavaRuntime,
  cacheDirectory: string,
  signal: AbortSignal,
): Promise<void> {
  if (await askJava(executable, { platform: process.platform, cacheDirectory, signal })) return
  throw new ConfigError(runtimeDoesNotRun(name, executable))
}

function isComplete(found: readonly (string | undefined)[]): found is readonly string[] {
  return !found.includes(undefined)
}

interface FindJava extends JavaPlaces, AskJava {
  /** The versions that each engine runs on; default: one engine, from 17 to 25. */
  readonly ranges?: readonly JavaRange[]
}

/** What was found for the engines, in their order; `undefined` where there is nothing for one. */
interface FoundJava {
  readonly javas: readonly (Java | undefined)[]
  /** The executables that were looked at, a line each, for an error. */
  readonly looked: readonly string[]
}

/** The versions of an engine that names none. */
const COMMON_RANGE: JavaRange = { least: 17, most: 25 }

/** Looks for a Java that all engines run on, or else for one for each. Fails with the signal's reason only. */
export async function searchJava({ ranges = [COMMON_RANGE], ...search }: FindJava): Promise<FoundJava> {
  const found: Java[] = []
  const looked: string[] = []
  const common = intersection(ranges)
  for await (const { where, executable } of javaCandidates(search)) {
    search.signal.throwIfAborted()
    const java = await askJava(executable, search)
    if (java && isIn(java.major, common)) return { javas: ranges.map(() => java), looked }
    if (java) found.push(java)
    looked.push(lookedAt(where, executable, java?.major))
  }
  return { javas: ranges.map((range) => found.find(({ major }) => isIn(major, range))), looked }
}

/** Finds a Java for one engine, or for all. Fails with a ConfigError where there is none. */
export async function findJava(search: FindJava): Promise<Java> {
  const { javas, looked } = await searchJava(search)
  const [java] = javas
  if (!java) throw noJava(search, looked)
  return java
}

function noJava({ option, ranges = [COMMON_RANGE] }: FindJava, looked: readonly string[], whyNotFetched?: string) {
  return new ConfigError(
    option === undefined ? noJavaFits(ranges, looked, whyNotFetched) : optionDoesNotFit(ranges, looked),
  )
}
