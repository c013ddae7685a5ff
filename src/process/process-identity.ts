import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { readPrivateFile, writePrivateFile } from './private-folder.ts'

/**
 * Identifies a process, or one of its threads, among all that have had or will have the same id. Plain data, which is written
 * to files.
 */
export interface ProcessIdentity {
  readonly pid: number
  /** The system's id of the thread; absent for the main thread, and where the system does not tell it. */
  readonly thread?: number
  /** Where the id is valid: the host name, the boot and the container. */
  readonly machine: string
  /** When it started, in the system's own unit; absent where the system does not tell it in a file. */
  readonly started?: string
}

/** `unknown`: it is on another machine, or a process with its id runs whose start is unknown. */
export type ProcessLiveness = 'running' | 'gone' | 'unknown'

/** Stands for the start of a zombie: a process that has ended, and that its parent has not noticed yet. */
const ENDED = 'ended'

/** This process. */
export function thisProcess(): ProcessIdentity {
  return identityOf(process.pid)
}

/**
 * This thread, which may end while its process continues. Only Linux tells of threads. Elsewhere it is the process, whose
 * liveness is unknown there while a process has its id.
 */
export function thisThread(): ProcessIdentity {
  if (isMainThread) return thisProcess()
  // The link is read by this very thread, and so leads to it: `4711/task/4712`.
  const thread = Number(read(() => readlinkSync('/proc/thread-self'))?.split('/')[2])
  if (!thread) return thisProcess()
  const started = startOf(process.pid, thread)
  return { pid: process.pid, thread, machine: thisMachine(), ...(started !== undefined && { started }) }
}

/** The identity of a process of this machine that runs now, for example a new child. */
export function identityOf(pid: number): ProcessIdentity {
  const started = startOf(pid)
  return { pid, machine: thisMachine(), ...(started !== undefined && { started }) }
}

/** Whether that process or thread still runs. It is gone where another process has its id by now. */
export function livenessOf({ pid, thread, machine, started }: ProcessIdentity): ProcessLiveness {
  if (machine !== thisMachine()) return 'unknown'
  if (!hasProcess(pid)) return 'gone'
  const startedNow = startOf(pid, thread)
  // Only Linux notes threads, and it tells of each one that runs.
  if (startedNow === ENDED || (thread !== undefined && startedNow === undefined)) return 'gone'
  if (started === undefined || startedNow === undefined) return 'unknown'
  return started === startedNow ? 'running' : 'gone'
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It runs as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When a process or thread started, in clock ticks since boot; only Linux tells it. A zombie has ended. */
function startOf(pid: number, thread?: number): string | undefined {
  const folder = thread === undefined ? `/proc/${pid}` : `/proc/${pid}/task/${thread}`
  const stat = read(() => readFileSync(`${folder}/stat`, 'utf8'))
  // The second field is the name of the program, which may contain brackets and spaces.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields?.[0] === 'Z' ? ENDED : fields?.[19]
}

function thisMachine(): string {
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const container = read(() => readlinkSync('/proc/self/ns/pid'))
  return [hostname(), boot, container].filter((part) => part !== undefined).join(' ')
}

/** Reads what only Linux has; `undefined` elsewhere. */
function read(look: () => string): string | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

/** A longer file holds no identity, in bytes; the longest part of one is the name of the machine. */
const MOST_BYTES = 4096

/** Writes an identity into a new private file. Fails as `writePrivateFile` does. */
export async function writeIdentityFile(path: string, identity: ProcessIdentity): Promise<void> {
  await writePrivateFile(path, JSON.stringify(identity))
}

/** The identity in a private file; `undefined` where the file holds none. Fails as `readPrivateFile` does. */
export async function readIdentityFile(path: string): Promise<ProcessIdentity | undefined> {
  return parseIdentity(await readPrivateFile(path, MOST_BYTES))
}

/** The identity in a text; `undefined` where the text is not a whole one. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // It is half written, or the disk was full.
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { pid, thread, machine, started } = value as Record<string, unknown>
  if (!isId(pid) || typeof machine !== 'string') return undefined
  if ((thread !== undefined && !isId(thread)) || (started !== undefined && typeof started !== 'string'))
    return undefined
  return { pid, machine, ...(thread !== undefined && { thread }), ...(started !== undefined && { started }) }
}

/** Whether a value is the id of a process or thread: `kill` takes 0 and negative numbers for groups of processes. */
const isId = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0
