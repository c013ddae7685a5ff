import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isOfFileSystem } from './cache-error.ts'

/** Logs of this many past processes are kept. */
const KEPT_LOGS = 20

/** How much of the end of a log is looked at for its last lines, in bytes. */
const TAIL_BYTES = 64 * 1024

/** How much a log has room for when it is made, in bytes: enough for an engine to say why it does not start. */
const LEAST_BYTES = 64 * 1024

export interface NewLog {
  readonly cacheDirectory: string
  /** Where the log goes where the cache cannot be written or is full; gone when the process is. */
  readonly otherwise: string
  /** The session that starts the process, and what the process is. */
  readonly session: string
  readonly what: string
}

/** A new, empty log file in the cache for a process of a session; the oldest ones beyond the kept number go. */
export async function newLogFile({ cacheDirectory, otherwise, session, what }: NewLog): Promise<string> {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const name = `${time}-${session}-${what}.log`
  const folder = join(cacheDirectory, 'logs')
  try {
    await mkdir(folder, { recursive: true })
    await removeOldLogs(folder)
    return await makeLog(join(folder, name))
  } catch (error) {
    // A cache that is read-only, full or another user's can hold all that an engine is started from.
    if (!isOfFileSystem(error)) throw error
    return makeLog(join(otherwise, name))
  }
}

async function removeOldLogs(folder: string): Promise<void> {
  const names = (await readdir(folder)).sort()
  const old = names.slice(0, Math.max(0, names.length - KEPT_LOGS + 1))
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })))
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
    const start = Math.max(from, size - atMost)
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
  return tellingLines(await readFrom(file, from, TAIL_BYTES), file, count)
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
