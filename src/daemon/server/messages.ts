/** The wording of what the daemon tells its clients. */
import type { DiskShare } from './disk-usage.ts'

/** Where the data of an engine is, as messages say it. */
export interface Disk {
  /** `The memory for data (/dev/shm)`. */
  readonly what: string
  /** How to give it more space, in a sentence. */
  readonly advice: string
}

/** The space of a file system, in bytes. */
export interface Space {
  readonly free: number
  readonly total: number
}

/** A write that is rejected; all in bytes. */
export interface RejectedWrite {
  readonly space: Space
  /** What is kept for those who hold less than others. */
  readonly reserve: number
  /** What the write may take. */
  readonly needed: number
  /** What the writer holds. */
  readonly share: DiskShare
}

/** Said to a test whose write would take the space that is kept for other runs. */
export function diskTooFull(disk: Disk, { space, reserve, needed, share }: RejectedWrite): string {
  return [
    `${disk.what} is too full for this write, which may take ${megabytesUp(needed)}:`,
    `${megabytes(space.free)} of ${megabytes(space.total)} are left, and ${megabytes(reserve)} are kept for other runs.`,
    `${megabytesUp(share.bytes)} are of ${share.owner.who}, which may not write that much until there is room.`,
    freeSpace(disk),
  ].join(' ')
}

/** Said to all runs when no space is left and the engine is ended. */
export function diskFullBecauseOf({ what }: Disk, { owner, bytes }: DiskShare, { free, total }: Space): string {
  const held = `Most of what runs hold there, ${megabytesUp(bytes)}, is of ${owner.who}.`
  return `${what} is full: ${megabytes(free)} of ${megabytes(total)} are left. ${held}`
}

/** Said of a write that failed in the engine because no space was left. `rejected`: the owners who may not write. */
export function diskFull(disk: Disk, rejected: readonly DiskShare['owner'][]): string {
  const held = rejected.slice(-1).map(({ who }) => `Most of what runs hold there is of ${who}.`)
  return [`${disk.what} is full.`, ...held, freeSpace(disk)].join(' ')
}

const freeSpace = ({ advice }: Disk): string => `Delete indices, or use less data. ${advice}`

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`

/** Rounded up: what takes space is never told as 0 MB. */
const megabytesUp = (bytes: number): string => megabytes(Math.ceil(bytes / 1_000_000) * 1_000_000)

/** The names of the two places that an engine may keep its data in. */
export const disks = {
  memory: (): Disk => ({
    what: 'The memory for data (/dev/shm)',
    advice: "Give it more room, in a container with --shm-size=2g, or keep data on disk with 'dataInMemory: false'.",
  }),
  disk: (folder: string): Disk => ({
    what: `The disk for data (${folder})`,
    advice: 'Make space there, or set TMPDIR to a folder with more.',
  }),
}

/** Said at the end of a run whose engine has exited without having been ended. */
export const engineEndedByItself = (): string => 'Its engine ended by itself while the tests ran.'

/** Said at the end of a run whose engine was ended because no space was left. */
export const engineEndedForSpace = (): string => 'Its engine was ended while the tests ran.'

/** Said in what follows of an engine that has exited: the requests that it had not answered, one for each run. */
export function unansweredRequests(requests: readonly string[]): string {
  return requests.length === 0 ? 'Nothing was under way.' : `Under way was: ${requests.join(', ')}.`
}

/** Warns a run whose shared engine was ended, where the run may be the reason. `engine`: `OpenSearch engine`. */
export const engineEnded = (engine: string, culprits: string): string => `The ${engine} was ended. ${culprits}`

/** Warns a run whose shared engine has exited, and which gets another. */
export const engineReplaced = (engine: string, culprits: string): string =>
  `The ${engine} that runs share has ended, and another takes its place. ${culprits}`

/** Warns a run whose shared engine has exited too often to be replaced again. */
export const engineNotReplaced = (engine: string, times: number, culprits: string): string =>
  `The ${engine} that runs share has ended, and none takes its place: it has been replaced ${times} times in this run. ${culprits}`

/** Said where a worker's graph is asked for while its engine is being replaced. */
export const graphReplaced = (): string => 'The engine of the graph is being replaced, and is not there yet.'

/** Said to a client that sends a line that is too long, or no JSON. */
export const notUnderstood = (why: string): string[] => ['The daemon was not understood.', why]

/** Said to a client whose request is none of the protocol's. `where`: the field, as `params.id`. */
export const unknownRequest = (where: string, why: string): string[] => [
  'The daemon was asked for something it does not know.',
  `Last seen: ${where}: ${why}.`,
]

/** Said to a client that opens a run that the daemon cannot take. */
export const runRejected = (id: string, why: keyof typeof rejections): string =>
  `Run ${id} cannot be opened: ${rejections[why]}.`

const rejections = {
  ending: 'its daemon is ending',
  second: 'its client has one already',
  sameId: 'there is one of this id',
} as const
