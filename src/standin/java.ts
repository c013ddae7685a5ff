import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { ConfigError } from '../errors.ts'

/** The oldest Java both engines are tested with; OpenSearch 2.19 and Gremlin Server 3.7 run on 11 too, but no supported build of it is left. */
const LEAST_MAJOR = 17

/** A `java -version` that takes longer is not one to start an engine with, in milliseconds. */
const VERSION_TIMEOUT_MS = 10_000

export interface FindJava {
  /** The user's option: a `java` executable or a Java home. Nothing else is tried where it is given. */
  readonly option?: string | undefined
  /** JAVA_HOME. */
  readonly home?: string | undefined
  /** PATH. */
  readonly path: string
  readonly platform: NodeJS.Platform
  /** Folders that hold Java homes; default: the usual ones of the platform. */
  readonly usualFolders?: readonly string[]
  readonly signal: AbortSignal
}

/** A Java that was found. */
export interface Java {
  readonly executable: string
  readonly major: number
}

interface Candidate {
  readonly where: string
  readonly executable: string
}

/**
 * Finds a Java to run the engines with: the option, JAVA_HOME, PATH, the usual folders.
 * Fails with one ConfigError that lists what was looked at.
 */
export async function findJava(search: FindJava): Promise<Java> {
  const looked: string[] = []
  for await (const { where, executable } of candidates(search)) {
    search.signal.throwIfAborted()
    const major = await majorOf(executable, search.signal)
    if (major !== undefined && major >= LEAST_MAJOR) return { executable, major }
    looked.push(`- ${where}: ${major === undefined ? 'no Java that runs' : `Java ${major}, too old`} (${executable})`)
  }
  throw new ConfigError([
    `The engines of target 'local' need Java ${LEAST_MAJOR} or later, and there is none here.`,
    looked.length > 0 ? 'Looked at:' : 'JAVA_HOME is not set, and neither PATH nor the usual folders have one.',
    ...looked,
    `Install one (for example Temurin from https://adoptium.net, 'apt-get install openjdk-17-jre-headless' or 'brew install openjdk'), or name yours in the option 'java' or in JAVA_HOME.`,
  ])
}

async function* candidates({ option, home, path, platform, usualFolders }: FindJava): AsyncGenerator<Candidate> {
  const name = platform === 'win32' ? 'java.exe' : 'java'
  const inHome = (folder: string) => join(folder, 'bin', name)
  if (option !== undefined) {
    yield { where: "option 'java'", executable: (await isFolder(option)) ? inHome(option) : option }
    return
  }
  if (home) yield { where: 'JAVA_HOME', executable: inHome(home) }
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const executable = join(folder, name)
    if (await isFile(executable)) yield { where: 'PATH', executable }
  }
  for (const folder of usualFolders ?? usualFoldersOf(platform)) {
    // The newest first, as far as names tell.
    for (const entry of (await readdir(folder).catch(() => [])).sort().reverse()) {
      for (const inner of ['', join('Contents', 'Home')]) {
        const executable = inHome(join(folder, entry, inner))
        if (await isFile(executable)) yield { where: folder, executable }
      }
    }
  }
}

function usualFoldersOf(platform: NodeJS.Platform): string[] {
  const ofVersionSwitchers = [
    join(homedir(), '.sdkman', 'candidates', 'java'),
    join(homedir(), '.asdf', 'installs', 'java'),
    join(homedir(), '.local', 'share', 'mise', 'installs', 'java'),
    join(homedir(), '.jdks'),
  ]
  if (platform === 'darwin') {
    return ['/Library/Java/JavaVirtualMachines', '/opt/homebrew/opt', '/usr/local/opt', ...ofVersionSwitchers]
  }
  if (platform === 'win32') {
    const vendors = ['Java', 'Eclipse Adoptium', 'Amazon Corretto', 'Microsoft', 'Zulu']
    return [...vendors.map((vendor) => join('C:\\Program Files', vendor)), ...ofVersionSwitchers]
  }
  return ['/usr/lib/jvm', '/usr/java', '/opt/java', ...ofVersionSwitchers]
}

const run = promisify(execFile)

/** The major version the executable reports; `undefined` where it does not run. */
async function majorOf(executable: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    const { stdout, stderr } = await run(executable, ['-version'], { timeout: VERSION_TIMEOUT_MS, signal })
    const version = /version "(?:1\.)?(\d+)/.exec(stderr + stdout)
    return version ? Number(version[1]) : undefined
  } catch {
    // Whatever keeps it from running (missing, not executable, a stub that asks to install Java): it is not one.
    signal.throwIfAborted()
    return undefined
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}
