/** The wording of the commands. Each function makes a line, or the lines of an error, from its facts. */

import { counted } from '../base/counted.ts'

/** `install` has fetched one engine, or found it. */
export const engineInstalled = (name: string, version: string, java: string | undefined): string =>
  `${name} ${version} is in the cache; it runs on ${java}`

/** `install --archives` begins to start engines. */
export const startingEngines = (): string =>
  'starting each engine once, and making its class archive where there is none'

/** `install --archives` has made a class archive, or not. */
export const classArchive = (name: string, state: string, detail: string | undefined): string =>
  `class archive ${name} ${state} ${detail ?? ''}`.trim()

/** `install --engines`, or `cache key`, with an unknown engine. */
export const unknownEngine = (name: string, opensearch: readonly string[], neptune: string): readonly string[] => [
  `Engine '${name}' is unknown.`,
  `Known are: ${opensearch.join(', ')}, neptune, and neptune_<version> with ${neptune}.`,
]

/** `cache prune` where there is no cache. */
export const noCache = (folder: string): string => `There is no cache: ${folder}`

/** `cache prune` is done. */
export const pruned = (files: number, megabytes: string, folder: string): string =>
  `removed ${counted(files, 'file')}, ${megabytes} MB, from ${folder}`

/** `status` and `down` where no daemon runs. */
export const noDaemon = (): string => 'No daemon is running.'

/** `status`: a daemon that does not answer. */
export const silentDaemon = (pid: number): string =>
  `Daemon of process ${pid}: it does not answer; 'down --force' ends it.`

/** `status`: a daemon. `end`: when it ends. */
export const daemonRuns = (pid: number, version: string, since: string, end: string): string =>
  `Daemon of process ${pid}, version ${version}, since ${since}, ${end}`

/** `status`: why this daemon is not the same as the first one. */
export const notShared = (first: number, differences: readonly string[]): string =>
  `  not shared with process ${first}: ${differences.join('; ')}`

/** `down`: a daemon that stays because a run in one of these folders uses it; without folders, because it does not answer. */
export const daemonStays = (pid: number, folders: readonly string[] | undefined): string => {
  const why = folders ? `is used by a run in ${folders.join(', ')}` : 'does not answer, and a run may use it'
  return `The daemon of process ${pid} ${why}; use --force to end it anyway.`
}

/** `down` has ended a daemon. */
export const daemonEnded = (pid: number): string => `Ended the daemon of process ${pid}.`

/** `policy --caller` where the options assume no role. */
export const noRole = (file: string): readonly string[] => [
  `${file} assumes no role, so there is no policy for assuming it.`,
  "Leave --caller out: whoever starts the run needs the policy itself. Or set 'aws.assumeRole'.",
]

/** `policy` where the options assume a role: whose policy was printed. */
export const policyOfRole = (role: string): string =>
  `This is the policy of the role ${role}. Whoever assumes it needs another policy: add --caller to print that one.`

/** `policy` in a folder without a Vitest config, or with a `--config` that is not there. */
export const noConfig = (folder: string, given: string | undefined): readonly string[] => [
  given === undefined ? `There is no Vitest config in ${folder}.` : `There is no file ${given}.`,
  'Call it in the folder of the project, or give the file: --config <file>',
]

/** `policy` with a config of several projects whose options differ. */
export const severalOptions = (file: string, count: number): readonly string[] => [
  `${file} calls awsFixtures() with ${count} different options.`,
  'Give a file that has the options alone: --config <file>',
]

/** `policy` with a config that has neither the plugin nor its options. */
export const noOptions = (file: string): readonly string[] => [
  `${file} has neither a plugin awsFixtures() nor its options.`,
  'Give a file that has the options alone: --config <file>',
]

/** `policy` with a config that Node cannot load, for example because only Vite can resolve its imports. */
export const unloadableConfig = (file: string, seen: string): readonly string[] => [
  `Node could not load ${file}.`,
  `Last seen: ${seen}`,
  'Give a file that Node can load and that has the options alone, JSON for example: --config <file>',
]
