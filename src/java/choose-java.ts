import { ConfigError } from '../errors/errors.ts'
import type { JavaPlaces } from './java-candidates.ts'
import { javaCandidates } from './java-candidates.ts'
import type { JavaRange } from './java-range.ts'
import { intersection, isIn, rangeText } from './java-range.ts'
import type { JavaRuntime } from './java-runtime.ts'
import { javaRuntime } from './java-runtime.ts'
import type { AskJava, Java } from './java-version.ts'
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

interface FindJava extends JavaPlaces, AskJava {
  /** What each of the engines can be run with; default: one engine, with 17 to 25. */
  readonly ranges?: readonly JavaRange[]
}

/** What was found for the engines, in their order; `undefined` where there is nothing for one. */
interface FoundJava {
  readonly javas: readonly (Java | undefined)[]
  /** What was looked at, a line each, for an error. */
  readonly looked: readonly string[]
}

/** What engines need that say nothing of it. */
const COMMON_RANGE: JavaRange = { least: 17, most: 25 }

/** Looks for a Java that all engines can be run with, or else for one for each. Fails only where it is told to stop. */
export async function searchJava({ ranges = [COMMON_RANGE], ...search }: FindJava): Promise<FoundJava> {
  const found: Java[] = []
  const looked: string[] = []
  const common = intersection(ranges)
  for await (const { where, executable } of javaCandidates(search)) {
    search.signal.throwIfAborted()
    const java = await askJava(executable, search)
    if (java && isIn(java.major, common)) return { javas: ranges.map(() => java), looked }
    if (java) found.push(java)
    looked.push(`- ${where}: ${executable} ${java ? `is Java ${java.major}` : 'is no Java that runs'}`)
  }
  return { javas: ranges.map((range) => found.find(({ major }) => isIn(major, range))), looked }
}

/** Finds a Java for one engine, or for all. Fails with the error of `noJava` where there is none. */
export async function findJava(search: FindJava): Promise<Java> {
  const { javas, looked } = await searchJava(search)
  const [java] = javas
  if (!java) throw noJava(search, looked)
  return java
}

/** Why there is no Java, after all that was looked at. */
function noJava({ option, ranges = [COMMON_RANGE] }: FindJava, looked: readonly string[], why?: string): ConfigError {
  const common = intersection(ranges)
  const wanted = common.least <= common.most ? [common] : ranges
  const needed = `Java ${wanted.map(rangeText).join(', and ')}`
  if (option !== undefined) {
    return new ConfigError([
      `The option 'local.java' names no ${needed}, which the engines of target 'local' need.`,
      ...looked,
      'Give the path of a java executable or of a Java home, or leave the option out: Java is then searched for.',
    ])
  }
  return new ConfigError([
    `The engines of target 'local' need ${needed}, and there is none here.`,
    looked.length > 0 ? 'Looked at:' : 'JAVA_HOME is not set, and neither PATH nor the usual folders have one.',
    ...looked,
    why,
    `Install one (for example Temurin ${common.most} from https://adoptium.net, or your system's package of it), or name yours in the option 'local.java' or in JAVA_HOME.`,
  ])
}
