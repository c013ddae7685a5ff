/** What is said of engines that do not start, do not answer or have ended, and of their files. */
import { counted } from '../base/counted.ts'
import type { Source } from '../cache/messages.ts'

/** This one and the next three: why an engine is not ready yet. */
export const portNotOpen = () => 'It has not opened its port yet.'

export const notReady = () => 'It is not ready yet.'

export const notAnswering = (reason: string) => `It does not answer: ${reason}.`

export const answeredStatus = (path: string, status: number) => `${path} answered ${status}`

/** This one and the next: why an engine is started again. */
export const portTaken = () => 'Another process took its port. It is started again on another port.'

export const archiveFailed = () => 'It ended while it read its class archive. It is started again without the archive.'

/** An engine is given up; `attempts`: how often it was started. */
export const portTakenAgain = (attempts: number) => `Another process took its port ${attempts} times in a row.`

/** How a process ended. `signal` is set where a signal has ended it. */
export const processEnded = (exitCode: number | null, signal: string | null) =>
  signal ? `It was ended by ${signal}.` : `It ended with exit code ${exitCode}.`

export const processNotStarted = (reason: string) => `It could not be started: ${reason}.`

/** A process runs, and has said that it will never serve. */
export const runsInVain = () => 'It runs, but cannot serve.'

/** The log of an engine, below how it ended. */
export const lastLines = (file: string, lines: readonly string[]) => [
  `The last lines of ${file}:`,
  ...lines.map((line) => `  ${line}`),
]

export const logIsEmpty = (file: string) => `Its log is empty: ${file}`

export const logIsGone = (file: string) => `Its log has been removed: ${file}`

/** Written into a log that begins anew. */
export const logWasCut = (most: number) => `The log is cut off before this line: it had more than ${most} bytes.`

/** Written into a log: the JVM has refused an archive. `reason`: the JVM's own line. */
export const archiveNotUsed = (archive: string, reason: string) =>
  `The class archive ${archive} was not used, and is made again: ${reason}`

/** Why an archive could not be made; `ending`: a signal, or `exit code 1`. */
export const dumpFailed = (java: string, ending: string, output: string) =>
  `${java} -Xshare:dump ended by ${ending}: ${output}`

/** This one and the next six: what to do where a log or an error of the system tells what was short. */
export const diskIsFull = () =>
  'A disk is full. Make space in the folder for temporary files, or set TMPDIR to a folder with some hundred MB.'

export const filesAreShort = () =>
  'No more files can be opened. Raise the limit of this shell (ulimit -n 4096), of the user or of the container.'

export const threadsAreShort = () =>
  'No more threads or processes can be started. Raise the limit of the user (ulimit -u) or of the container (pids).'

export const heapIsFull = () =>
  "Its heap is full. Use a larger 'heapMb' in the option 'opensearch' or 'neptune', a smaller dataset, or fewer workers."

export const memoryIsShort = () =>
  'There is too little memory: an engine takes up to 1 GB. End other programs, or give the container more memory. See also ulimit -a.'

export const killedForMemory = () =>
  'If nobody has killed it, the system was out of memory: an engine takes up to 1 GB. End other programs, or give the container more memory.'

export const fewFiles = (limit: number) =>
  `It may open only ${limit} files, and needs some hundreds. Raise the limit: ulimit -n 4096.`

/** A path of the class path contains what separates its paths. */
export const pathNotForJava = (path: string, separator: string) => [
  `Java cannot be started with a path that contains '${separator}': ${path}`,
  `A '${separator}' separates the paths of a class path, and cannot be escaped.`,
  "Move the project, or name another folder for the cache in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.",
]

/** Between the check of the cache and the start of an engine, an unpacked archive was changed or removed. */
export const changedBeforeStart = (folder: string) => [
  `The files of an engine were changed or removed before it was started: ${folder}`,
  'Another run, or another user of this cache, has done so after they were verified.',
  "Run again, or name a folder of your own in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.",
]

/** Where engines come from, for the errors of a download. */
export const engineSource = (): Source => ({
  what: 'An engine',
  hint: "If this machine reaches Maven Central only through a mirror, name its base URL in the option 'local.mavenMirror' or in AWS_FIXTURES_MAVEN_MIRROR",
  setting: 'local.mavenMirror or AWS_FIXTURES_MAVEN_MIRROR',
})

/** The proof that an engine can write has failed. */
export const vertexNotFound = (count: number) => `One vertex was added to an empty graph, and then ${count} were found.`

/** A graph was filled from the dataset again, and has another number of vertices. */
export const graphNotFilled = (count: number, wanted: number) => [
  'A graph could not be filled again after its engine was replaced.',
  `It holds ${counted(count, 'vertex', 'vertices')} instead of ${wanted}.`,
]

export const graphsNotEmpty = (count: number) => [
  'The graphs of this run could not be emptied.',
  `They still hold ${counted(count, 'vertex', 'vertices')} after all were dropped.`,
]

/** The engine that kept a graph has ended, and another took its place. */
export const keptGraphLost = () => [
  "The graph that a file's seed had made is lost: its engine was replaced.",
  'Run the file again.',
]

/** A kept graph was restored, and holds something else. `counts`: what it holds and what it should, in vertices and edges: `3 4 instead of 5 4`. */
export const keptGraphDiffers = (counts: string) => [
  "The graph is not restored to what the file's seed had made.",
  `It holds ${counts.replace(/(\d+) (\d+)/g, '$1 vertices and $2 edges')}.`,
]
