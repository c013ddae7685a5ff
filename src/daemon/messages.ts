/** The wording of what is said of daemons and of their folders. */

/** Said where the folder of the daemons cannot be made or written. `code`: of the file system; `folder`: the one for temporary files. */
export function folderUnusable(code: string | undefined, folder: string, seen: string): string[] {
  const lastSeen = `Last seen: ${seen}.`
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return [
        `No space is left for the engines' data in the folder for temporary files: ${folder}`,
        lastSeen,
        'Make space there, or set TMPDIR to a folder with some hundred MB.',
      ]
    case 'EMFILE':
    case 'ENFILE':
      return [
        `No more files can be opened in the folder for temporary files: ${folder}`,
        lastSeen,
        'Raise the limit of open files: ulimit -n 4096',
      ]
    default:
      return [
        `The daemon cannot create its folder in the folder for temporary files: ${folder}`,
        lastSeen,
        'Set TMPDIR to a folder that you may write to.',
      ]
  }
}

/** Said where the usual folder of the daemons is this user's, but open to others. `why`: a sentence. */
export const folderNotPrivate = (folder: string, why: string): string[] => [
  `Other users can reach the folder of the daemons: ${folder}`,
  why,
  'Remove it, or set TMPDIR to a folder of your own.',
]

/** Warns where another user has made the folder of the daemons, and `used` is taken instead. */
export const folderOfAnother = (folder: string, why: string, used: string): string =>
  `${folder} cannot be used. ${why} The daemons have their folders in ${used} instead. Ask that user to remove the other folder.`

/** Warns of the folder of a daemon that has ended, where it cannot be removed. */
export const folderNotRemoved = (folder: string, seen: string): string =>
  `${folder}, of a daemon that has ended, was not removed: ${seen}`

/** Warns of folders in memory that have a name of ours, and belong to others. `more`: how many besides this one. */
export function dataFolderForeign(folder: string, why: string, more: number): string {
  const others = more > 0 ? ` So were ${more} more.` : ''
  return `${folder} was left alone. ${why}${others} It has a name of engine data, but is not this user's own.`
}

/** Said where other processes start and end daemons faster than this one can use or start any. */
export const noDaemon = (attempts: number, folder: string): string[] => [
  `No daemon could be used or started in ${attempts} attempts.`,
  `Last seen: other processes start and end daemons in ${folder} all the time.`,
  "Run the tests again. 'npx vitest-aws-fixtures status' lists the daemons.",
]

/** Warns at the start of a run of a daemon that hangs. */
export const daemonHangs = (pid: number): string =>
  `the daemon of process ${pid} does not answer; the run starts another one. 'npx vitest-aws-fixtures down --force' ends it.`

/** Said in a run whose daemon stops answering. `silenceMs`: for how long it has said nothing. */
export const daemonSilent = (silenceMs: number): string[] => [
  'The daemon does not answer any more.',
  `Last seen: nothing for ${silenceMs / 1000} s.`,
  "The run ends it by force, and its engines with it. If its process is still there, 'npx vitest-aws-fixtures down --force' ends it.",
]

/** Said of a request to a daemon that has ended, or has been let go of. */
export const daemonGone = (): string => 'The daemon has gone.'

/** Said where a daemon is used before it is ready. */
export const daemonNotReady = (): string => 'The daemon is not ready.'

/** Said where a daemon is still there after it was told to end, or was killed. */
export const daemonNotEnded = (pid: number): string[] => [
  `The daemon of process ${pid} has not ended.`,
  `End it by force: kill -9 ${pid}`,
]

/** Said of a daemon that another process has started, and that ended while it started. */
export const daemonEnded = () => 'It has ended.'
