import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Logs of this many past processes are kept. */
const KEPT_LOGS = 60

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

/** The last lines of a log that tell something, indented, with the file's name; for the end of an error message. */
export async function lastLogLines(file: string, count = 12): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s+at |^\s*\.\.\. \d+ more/.test(line))
  if (lines.length === 0) return `Its log is empty: ${file}`
  return [`The last lines of ${file}:`, ...lines.slice(-count).map((line) => `  ${line.slice(0, 300)}`)].join('\n')
}
