import { ConfigError } from '../errors/errors.ts'
import type { JavaPlaces } from './java-candidates.ts'
import { javaCandidates } from './java-candidates.ts'
import type { JavaRange } from './java-range.ts'
import { intersection, isIn, rangeText } from './java-range.ts'
import type { AskJava, Java } from './java-version.ts'
import { askJava } from './java-version.ts'

export interface FindJava extends JavaPlaces, AskJava {
  /** What each of the engines can be run with; default: one engine, with 17 to 25. */
  readonly ranges?: readonly JavaRange[]
}

/** What was found for the engines, in their order; `undefined` where there is nothing for one. */
export interface FoundJava {
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
export function noJava(
  { option, ranges = [COMMON_RANGE] }: FindJava,
  looked: readonly string[],
  why?: string,
): ConfigError {
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
