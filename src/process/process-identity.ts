import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { readPrivateFile, writePrivateFile } from './private-folder.ts'

/**
 * A process, or a thread of one, told apart from every other that has, had or will have its id. Plain data: it is written
 * to files.
 */
export interface ProcessIdentity {
  readonly pid: number
  /** The system's id of the thread, where it is one of several and the system tells it. */
  readonly thread?: number
  /** Where the id means something: the machine since its last boot, and the container. */
  readonly machine: string
  /** When it started, in a unit of the system's own; absent where that cannot be read without starting a program. */
  readonly started?: string
}

/** `unknown`: it is on another machine, or something has its id and cannot be asked since when. */
export type ProcessLiveness = 'running' | 'gone' | 'unknown'

/** In place of a start, of a process that only waits for its parent to notice that it has ended. */
const ENDED = 'ended'

/** This process. */
export function thisProcess(): ProcessIdentity {
  return identityOf(process.pid)
}

/**
 * This thread, which may end while its process goes on. Only Linux tells it; elsewhere it is the process, whose liveness
 * is unknown there while it runs.
 */
export function thisThread(): ProcessIdentity {
  if (isMainThread) return thisProcess()
  // Files are read by the thread that asks, so that this is its own: `4711/task/4712`.
  const thread = Number(read(() => readlinkSync('/proc/thread-self'))?.split('/')[2])
  if (!thread) return thisProcess()
  const started = startOf(process.pid, thread)
  return { pid: process.pid, thread, machine: thisMachine(), ...(started !== undefined && { started }) }
}

/** A process of this machine that runs now, for example a child just started. */
export function identityOf(pid: number): ProcessIdentity {
  const started = startOf(pid)
  return { pid, machine: thisMachine(), ...(started !== undefined && { started }) }
}

/** Whether that very process, or thread, still runs. An id that another one has taken over since counts as gone. */
export function livenessOf({ pid, thread, machine, started }: ProcessIdentity): ProcessLiveness {
  if (machine !== thisMachine()) return 'unknown'
  if (!hasProcess(pid)) return 'gone'
  const startedNow = startOf(pid, thread)
  // A thread is told by Linux alone, which tells of each that runs.
  if (startedNow === ENDED || (thread !== undefined && startedNow === undefined)) return 'gone'
  if (started === undefined || startedNow === undefined) return 'unknown'
  return started === startedNow ? 'running' : 'gone'
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It runs as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Linux tells it in clock ticks since boot. A zombie has ended. */
function startOf(pid: number, thread?: number): string | undefined {
  const folder = thread === undefined ? `/proc/${pid}` : `/proc/${pid}/task/${thread}`
  const stat = read(() => readFileSync(`${folder}/stat`, 'utf8'))
  // The second field is the program's name, which may hold anything, brackets and spaces too.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields?.[0] === 'Z' ? ENDED : fields?.[19]
}

function thisMachine(): string {
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const container = read(() => readlinkSync('/proc/self/ns/pid'))
  return [hostname(), boot, container].filter((part) => part !== undefined).join(' ')
}

/** What only Linux has. */
function read(look: () => string): string | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

/** No identity is longer, in bytes: the longest part is the name of the machine. */
const MOST_BYTES = 4096

/** Notes a process in a new private file. */
export async function writeIdentityFile(path: string, identity: ProcessIdentity): Promise<void> {
  await writePrivateFile(path, JSON.stringify(identity))
}

/**
 * The process noted in a private file; `undefined` where the file does not hold one. Fails as `readPrivateFile` does.
 */
export async function readIdentityFile(path: string): Promise<ProcessIdentity | undefined> {
  return parseIdentity(await readPrivateFile(path, MOST_BYTES))
}

/** The process that is written there; `undefined`: none, whole or at all. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Half written, or of a disk that was full.
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { pid, thread, machine, started } = value as Record<string, unknown>
  if (!isId(pid) || typeof machine !== 'string') return undefined
  if ((thread !== undefined && !isId(thread)) || (started !== undefined && typeof started !== 'string'))
    return undefined
  return { pid, machine, ...(thread !== undefined && { thread }), ...(started !== undefined && { started }) }
}

/** Of a process or thread. 0 and what is below it mean groups of processes to `kill`. */
const isId = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0
