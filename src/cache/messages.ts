/** What is said where the cache of the engines cannot be used, or where a file for it cannot be downloaded. */

const ELSEWHERE = "name another folder in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE"

const MAY_HAVE_CHANGED = 'A mirror or a proxy may have changed it'

/** The cache has no default folder: the system knows no home of this user. */
export const homeUnknown = (reason: string) => [
  'The cache of the engines has no folder: HOME is not set, and the system does not know this user.',
  `Last seen: ${reason}.`,
  "Set HOME, or name a folder in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.",
]

/** `ENOSPC` or `EDQUOT`; both sizes in bytes, and `free` only where the system tells it. */
export const cacheFull = (folder: string, reason: string, missing: number, free?: number) => [
  `The cache of the engines is full: ${folder}`,
  `Last seen: ${reason}. The engines need ${megabytes(missing)} MB more${free === undefined ? '' : `, and ${megabytes(free)} MB are free`}.`,
  `Make space ('npx vitest-aws-fixtures cache prune' removes old files), or ${ELSEWHERE}.`,
]

export const cacheReadOnly = (folder: string, reason: string) => [
  `The cache of the engines is on a read-only file system: ${folder}`,
  `Last seen: ${reason}.`,
  `Run 'npx vitest-aws-fixtures install' where the file system can be written, or ${ELSEWHERE}.`,
]

/** `users`: the ids of the folder's owner and of this user, where they differ. */
export const cacheDenied = (
  folder: string,
  reason: string,
  users?: { readonly owner: number; readonly me: number },
) => [
  `This user may not write to the cache of the engines: ${folder}`,
  `Last seen: ${reason}.${users ? ` The folder belongs to user ${users.owner}, and this is user ${users.me}.` : ''}`,
  `Have its owner run 'npx vitest-aws-fixtures install', or ${ELSEWHERE}.`,
]

export const cacheUnwritable = (folder: string, reason: string) => [
  `The cache of the engines cannot be written: ${folder}`,
  `Last seen: ${reason}.`,
  "Name a folder with free space, which you may write to, in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.",
]

/** A warning: a file or an unpacked archive is not what was fetched. */
export const changedAfterFetch = (path: string) => `${path} was changed after it was fetched. It is fetched again.`

/** What was changed cannot be removed, and so cannot be fetched again. */
export const changedAndKept = (path: string, reason: string) => [
  `A file that an engine runs was changed after it was fetched, and cannot be removed: ${path}`,
  `Last seen: ${reason}.`,
  `Remove it, or ${ELSEWHERE}.`,
]

/** A warning. */
export const writableByEveryUser = (folder: string) =>
  `Every user of this machine may write to the cache of the engines, and the files in it run as you: ${folder}. Forbid it: chmod go-w ${folder}`

/** Where files come from, in the words of an error. */
export interface Source {
  /** With its article: `An engine`. */
  readonly what: string
  /** What to do where the server cannot be reached, without a full stop. */
  readonly hint: string
  /** The option and the variable that name the server. */
  readonly setting: string
}

/** `reasons`: an error's message, and those of its causes. URLs, here and below, are without passwords. */
export const notDownloaded = ({ what, hint }: Source, host: string, url: string, reasons: readonly string[]) => [
  `${what} could not be downloaded from ${host}: ${url}`,
  `Last seen: ${reasons.join(': ')}.`,
  `${hint}. A proxy is taken from HTTPS_PROXY, and your own certificate authority from NODE_EXTRA_CA_CERTS.`,
]

/** The server has another status for the file than 200. */
export const fileNotServed = ({ setting }: Source, url: string, status: number) => [
  `${url} answered ${status}.`,
  `The repository does not serve this file. Check ${setting}.`,
]

/** More bytes came than are pinned. */
export const fileTooLong = (url: string, bytes: number) => [
  `${url} is longer than the file that this package was tested with.`,
  `The download was cut off after the pinned size of ${bytes} bytes.`,
  `${MAY_HAVE_CHANGED}: open the URL in a browser.`,
]

export const wrongHash = (url: string, sha256: string, pinned: string) => [
  `${url} is not the file that this package was tested with.`,
  `Its SHA-256 is ${sha256}. The pinned one is ${pinned}.`,
  `${MAY_HAVE_CHANGED}, or cut it short: open the URL in a browser.`,
]

/** This one and the next three: why one attempt to download failed, for `notDownloaded`. */
export const answeredStatus = (url: string, status: number) => `${url} answered ${status}`

export const wrongRange = (url: string, from: number, wanted: number) =>
  `${url} continued at byte ${from} instead of ${wanted}`

export const partDoesNotFit = (url: string) => `the part of ${url} that was kept does not fit the rest`

export const downloadStalled = (url: string, silenceMs: number) => `nothing came from ${url} for ${silenceMs / 1000} s`

export const notUnpacked = (zip: string, reason: string) => `${zip} cannot be unpacked: ${reason}`

export const unpacksTooLarge = (most: number) => `its contents have more than ${most} bytes`

export const wrongContents = (zip: string, hash: string) => `${zip} has other contents than the pinned ones: ${hash}`

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6)
