import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { replaceFile } from '../process/replace-file.ts'
import { withoutCredentials } from './engine-env.ts'
import { archiveOptions } from './java-archive.ts'
import { inHome, isFile } from './java-candidates.ts'

/** A Java that was found. */
export interface Java {
  /** The real executable, not a version switcher's stand-in for it. */
  readonly executable: string
  readonly major: number
}

/** A `java -version` that takes longer is not one to start an engine with, in milliseconds. */
const VERSION_TIMEOUT_MS = 10_000

export interface AskJava {
  readonly platform: NodeJS.Platform
  /** Where answers are remembered; absent: nowhere. */
  readonly cacheDirectory?: string | undefined
  readonly signal: AbortSignal
}

/** An executable as it was when it was asked. */
interface Remembered {
  readonly mtimeMs: number
  readonly size: number
  readonly major: number
}

/** The default heap is a share of the machine's memory, and may be more than this user may have. */
const question = ['-Xmx64m', '-XshowSettings:properties', '-version']

const run = promisify(execFile)

/**
 * What an executable says of itself; `undefined` where it does not run. The answer is remembered for as long as the file
 * is the same, so that a later start starts no program for it.
 */
export async function askJava(executable: string, options: AskJava): Promise<Java | undefined> {
  const real = await realpath(executable).catch(() => undefined)
  const seen = real === undefined ? undefined : await stat(real)
  const memory = await readMemory(options)
  const known = real === undefined ? undefined : memory[real]
  if (real && seen && typeof known?.major === 'number' && known.mtimeMs === seen.mtimeMs && known.size === seen.size) {
    return { executable: real, major: known.major }
  }
  const told = await startAndAsk(executable, options)
  // A version switcher's script picks another version in another folder; only a Java that names itself is remembered.
  if (!told || !real || !seen || (await realpath(told.executable).catch(() => undefined)) !== real) return told
  const { mtimeMs, size } = seen
  await remember({ ...memory, [real]: { mtimeMs, size, major: told.major } }, options)
  return { executable: real, major: told.major }
}

async function startAndAsk(executable: string, { platform, signal }: AskJava): Promise<Java | undefined> {
  try {
    const { stdout, stderr } = await run(executable, [...archiveOptions(executable), ...question], {
      // A version manager's script on PATH needs variables of its own.
      env: withoutCredentials(),
      timeout: VERSION_TIMEOUT_MS,
      signal,
    })
    const output = stderr + stdout
    const version = /version "(?:1\.)?(\d+)/.exec(output)
    if (!version) return undefined
    // What is on PATH may be a script of asdf, mise or jenv. It picks a version by the folder it is started in, and a
    // signal to it need not reach the JVM; the home it tells of has the real one.
    const home = /^\s*java\.home = (.+?)\s*$/m.exec(output)?.[1]
    const real = home && inHome(home, platform)
    return { executable: real && (await isFile(real)) ? real : executable, major: Number(version[1]) }
  } catch {
    // Whatever keeps it from running (missing, not executable, a stub that asks to install Java): it is not one.
    signal.throwIfAborted()
    return undefined
  }
}

const memoryFile = (cacheDirectory: string) => join(cacheDirectory, 'java-versions.json')

async function readMemory({ cacheDirectory }: AskJava): Promise<Record<string, Remembered>> {
  if (cacheDirectory === undefined) return {}
  try {
    return JSON.parse(await readFile(memoryFile(cacheDirectory), 'utf8')) ?? {}
  } catch {
    // Nothing is remembered yet, or what is there cannot be read: Java is asked.
    return {}
  }
}

async function remember(memory: Record<string, Remembered>, { cacheDirectory }: AskJava): Promise<void> {
  if (cacheDirectory === undefined) return
  const file = memoryFile(cacheDirectory)
  try {
    const there = Object.fromEntries(Object.entries(memory).filter(([real]) => existsSync(real)))
    await replaceFile(file, JSON.stringify(there))
  } catch {
    // A cache that cannot be written costs the next start a question; whether it can be used is said elsewhere.
  }
}
