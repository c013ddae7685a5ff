import { mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isOfFileSystem } from '../../cache/cache-error.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { livenessOf, readIdentityFile, thisProcess } from '../../process/process-identity.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'

/** Logs of this many processes are kept, and those of all that live. */
const KEPT_LOGS = 20

/** How much the logs of processes that have ended may have together, in bytes. */
const KEPT_BYTES = 64 * 1024 * 1024

/** After so long without a word, in milliseconds, a process of which nothing can be seen counts as ended. */
const SILENT_MS = 7 * 24 * 60 * 60_000

/** Beside a log: the process that writes it. */
const ownerOf = (file: string) => `${file}.owner`

/** How much of the end of a log is looked at for its last lines, in bytes. */
const TAIL_BYTES = 64 * 1024

/** How much a log has room for when it is made, in bytes: enough for an engine to say why it does not start. */
const LEAST_BYTES = 64 * 1024

export interface NewLog {
  readonly cacheDirectory: string
  /** Where the log goes where the cache cannot be written or is full; gone when the process is. */
  readonly otherwise: string
  /** The run that starts the process, and what the process is. */
  readonly run: string
  readonly what: string
  /** The process that writes it, while which lives the log stays. Default: this one. */
  readonly owner?: ProcessIdentity
}

/** A new, empty log file in the cache for a process of a run; the oldest ones beyond the kept number go. */
export async function newLogFile({ cacheDirectory, otherwise, run, what, owner }: NewLog): Promise<string> {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const name = `${time}-${run}-${what}.log`
  const folder = join(cacheDirectory, 'logs')
  try {
    await mkdir(folder, { recursive: true })
    await removeOldLogs(folder)
    const file = await makeLog(join(folder, name))
    await writeOwner(file, owner)
    return file
  } catch (error) {
    // A cache that is read-only, full or another user's can hold all that an engine is started from.
    if (!isOfFileSystem(error)) throw error
    return makeLog(join(otherwise, name))
  }
}

/** Notes which process writes a log of the cache from now on. Does nothing where the log is elsewhere. */
export async function noteLogOwner(file: string, owner: ProcessIdentity): Promise<void> {
  if (await stat(ownerOf(file)).catch(() => undefined)) await writeOwner(file, owner)
}

async function writeOwner(file: string, owner = thisProcess()): Promise<void> {
  await writeFile(ownerOf(file), JSON.stringify(owner), { mode: 0o600 })
}

/** Whether a process lives that writes this log, as far as it is known. Of a log that nobody is noted for, none does. */
export async function isLogInUse(file: string, clock: Clock = systemClock): Promise<boolean> {
  const owner = await readIdentityFile(ownerOf(file)).catch(() => undefined)
  if (!owner) return false
  const liveness = livenessOf(owner)
  if (liveness !== 'unknown') return liveness === 'running'
  const seen = await stat(file).catch(() => undefined)
  return seen !== undefined && clock.now() - seen.mtimeMs < SILENT_MS
}

async function removeOldLogs(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.log')).sort()
  // The one that is about to be made is the newest.
  let count = 1
  let bytes = 0
  for (const name of names.reverse()) {
    const file = join(folder, name)
    count += 1
    if (await isLogInUse(file)) continue
    bytes += (await stat(file).catch(() => undefined))?.size ?? 0
    if (count <= KEPT_LOGS && bytes <= KEPT_BYTES) continue
    await Promise.all([file, ownerOf(file)].map((each) => rm(each, { force: true })))
  }
}

async function makeLog(file: string): Promise<string> {
  const log = await open(file, 'a', 0o600)
  try {
    await log.writeFile(Buffer.alloc(LEAST_BYTES))
    await log.truncate(0)
    return file
  } catch (error) {
    await rm(file, { force: true })
    throw error
  } finally {
    await log.close()
  }
}

/** The text of a log from a byte on, or the last `atMost` bytes of that; empty where there is no such file. */
export async function readFrom(file: string, from: number, atMost = Number.POSITIVE_INFINITY): Promise<string> {
  const log = await open(file).catch(() => undefined)
  if (!log) return ''
  try {
    const { size } = await log.stat()
    // One that has become too long begins anew.
    const start = Math.max(from > size ? 0 : from, size - atMost)
    const buffer = Buffer.alloc(Math.max(0, size - start))
    const { bytesRead } = await log.read(buffer, 0, buffer.length, start)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await log.close()
  }
}

export interface LastLines {
  /** How many lines; default 12. */
  readonly count?: number
  /** The byte from which on the log is of interest; default 0. */
  readonly from?: number
}

/** The last lines of a log that tell something, indented, with the file's name; for the end of an error message. */
export async function lastLogLines(file: string, { count = 12, from = 0 }: LastLines = {}): Promise<string> {
  const log = await readFrom(file, from, TAIL_BYTES)
  if (log === '' && !(await stat(file).catch(() => undefined))) return `Its log has been removed: ${file}`
  return tellingLines(log, file, count)
}

/** The same of what a log says, wherever that is from. */
export function tellingLines(log: string, file: string, count = 12): string {
  const lines = log.split(/\r?\n/).filter(isTelling)
  if (lines.length === 0) return `Its log is empty: ${file}`
  return [`The last lines of ${file}:`, ...lines.slice(-count).map((line) => `  ${line.slice(0, 300)}`)].join('\n')
}

/** Not an empty line, nor a frame of a Java stack trace: those push out what the exception says. */
function isTelling(line: string): boolean {
  return line.trim() !== '' && !/^\s+at |^\s*\.\.\. \d+ (more|common frames)/.test(line)
}
