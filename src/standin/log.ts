import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Logs of this many past processes are kept. */
const KEPT_LOGS = 20

/** How much of the end of a log is looked at for its last lines, in bytes. */
const TAIL_BYTES = 64 * 1024

/** A new log file in the cache for a process of a session; the oldest ones beyond the kept number go. */
export async function newLogFile(cacheDirectory: string, session: string, what: string): Promise<string> {
  const folder = join(cacheDirectory, 'logs')
  await mkdir(folder, { recursive: true })
  const names = (await readdir(folder)).sort()
  const old = names.slice(0, Math.max(0, names.length - KEPT_LOGS + 1))
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })))
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  return join(folder, `${time}-${session}-${what}.log`)
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
  const lines = (await readFrom(file, from, TAIL_BYTES)).split(/\r?\n/).filter(isTelling)
  if (lines.length === 0) return `Its log is empty: ${file}`
  return [`The last lines of ${file}:`, ...lines.slice(-count).map((line) => `  ${line.slice(0, 300)}`)].join('\n')
}

/** Not an empty line, nor a frame of a Java stack trace: those push out what the exception says. */
function isTelling(line: string): boolean {
  return line.trim() !== '' && !/^\s+at |^\s*\.\.\. \d+ (more|common frames)/.test(line)
}
