import { mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isOfFileSystem } from '../../cache/cache-error.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { livenessOf, readIdentityFile, thisProcess } from '../../process/process-identity.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { lastLines, logIsEmpty, logIsGone } from '../messages.ts'

/** The logs of the last so many processes are kept, and those of all that live. */
const KEPT_LOGS = 20

/** The logs of processes that have ended are kept up to this size together, in bytes. */
const KEPT_BYTES = 64 * 1024 * 1024

/** A process whose liveness is unknown counts as ended after so long without output, in milliseconds. */
const SILENT_MS = 7 * 24 * 60 * 60_000

/** The file beside a log that names the process that writes the log. */
const ownerOf = (file: string) => `${file}.owner`

/** The last lines of a log are looked for in so much of its end, in bytes. */
const TAIL_BYTES = 64 * 1024

/** A new log has at least so much space, in bytes: enough for an engine to say why it does not start. */
const LEAST_BYTES = 64 * 1024

export interface NewLog {
  readonly cacheDirectory: string
  /** The folder of the log where the cache is full or cannot be written. It is removed with the process. */
  readonly otherwise: string
  /** The run that starts the process. */
  readonly run: string
  /** What the process is, for the log's name: `neptune`. */
  readonly what: string
  /** The process that writes it: the log stays while this process lives. Default: this one. */
  readonly owner?: ProcessIdentity
}

/** Makes an empty log file in the cache for a process of a run, and removes the oldest logs beyond the kept number and size. */
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
    // An engine can be started from a cache that is read-only, full or another user's.
    if (!isOfFileSystem(error)) throw error
    return makeLog(join(otherwise, name))
  }
}

/** Notes which process writes a log of the cache from now on. Does nothing for a log elsewhere. */
export async function noteLogOwner(file: string, owner: ProcessIdentity): Promise<void> {
  if (await stat(ownerOf(file)).catch(() => undefined)) await writeOwner(file, owner)
}

async function writeOwner(file: string, owner = thisProcess()): Promise<void> {
  await writeFile(ownerOf(file), JSON.stringify(owner), { mode: 0o600 })
}

/** Whether the process lives that is noted as the writer of a log; false where none is noted. */
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
  // The log that is about to be made is the newest.
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

/** The text of a log from a byte on, at most its last `atMost` bytes; empty where there is no such file. */
export async function readFrom(file: string, from: number, atMost = Number.POSITIVE_INFINITY): Promise<string> {
  const log = await open(file).catch(() => undefined)
  if (!log) return ''
  try {
    const { size } = await log.stat()
    // A log that has become too long was begun anew.
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
  /** The byte to start at; default 0. */
  readonly from?: number
}

/** The last telling lines of a log, indented, below the file's name; for the end of an error message. */
export async function lastLogLines(file: string, { count = 12, from = 0 }: LastLines = {}): Promise<string> {
  const log = await readFrom(file, from, TAIL_BYTES)
  if (log === '' && !(await stat(file).catch(() => undefined))) return logIsGone(file)
  return tellingLines(log, file, count)
}

/** The same for the text of a log. */
export function tellingLines(log: string, file: string, count = 12): string {
  const lines = log.split(/\r?\n/).filter(isTelling)
  if (lines.length === 0) return logIsEmpty(file)
  return lastLines(
    file,
    lines.slice(-count).map((line) => line.slice(0, 300)),
  ).join('\n')
}

/** Whether a line is neither empty nor a frame of a Java stack trace, which would push out the exception's message. */
function isTelling(line: string): boolean {
  return line.trim() !== '' && !/^\s+at |^\s*\.\.\. \d+ (more|common frames)/.test(line)
}
