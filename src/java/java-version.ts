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
  /** The real executable, not the script of a version switcher. */
  readonly executable: string
  readonly major: number
}

/** A Java whose `-version` takes longer is not used, in milliseconds. */
const VERSION_TIMEOUT_MS = 10_000

export interface AskJava {
  readonly platform: NodeJS.Platform
  /** Where answers are remembered; default: nowhere. */
  readonly cacheDirectory?: string | undefined
  readonly signal: AbortSignal
}

/** An executable as it was when it was asked. */
interface Remembered {
  readonly mtimeMs: number
  readonly size: number
  readonly major: number
}

/** With a heap of its own: the default is a share of the machine's memory, which may be more than this user may have. */
const question = ['-Xmx64m', '-XshowSettings:properties', '-version']

const run = promisify(execFile)

/**
 * Asks an executable for its version; `undefined` where it does not run as Java. The answer is remembered while the file stays
 * the same, so that later runs start no program for it. Fails with the signal's reason only.
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
  // The script of a version switcher picks another version in another folder. Only the real executable is remembered.
  if (!told || !real || !seen || (await realpath(told.executable).catch(() => undefined)) !== real) return told
  const { mtimeMs, size } = seen
  await remember({ ...memory, [real]: { mtimeMs, size, major: told.major } }, options)
  return { executable: real, major: told.major }
}

async function startAndAsk(executable: string, { platform, signal }: AskJava): Promise<Java | undefined> {
  try {
    const { stdout, stderr } = await run(executable, [...archiveOptions(executable), ...question], {
      // The script of a version switcher needs variables of its own.
      env: withoutCredentials(),
      timeout: VERSION_TIMEOUT_MS,
      signal,
    })
    const output = stderr + stdout
    const version = /version "(?:1\.)?(\d+)/.exec(output)
    if (!version) return undefined
    // The executable on PATH may be a script of asdf, mise or jenv. Such a script picks a version by the working folder, and
    // may keep a signal from the JVM. The home that the JVM names has the real executable.
    const home = /^\s*java\.home = (.+?)\s*$/m.exec(output)?.[1]
    const real = home && inHome(home, platform)
    return { executable: real && (await isFile(real)) ? real : executable, major: Number(version[1]) }
  } catch {
    // It is missing, not executable, or a stub that asks to install Java: it does not run as Java.
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
    // Nothing is remembered yet, or the file cannot be read: Java is asked.
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
    // The next run asks again. Another error tells where the cache cannot be used at all.
  }
}
