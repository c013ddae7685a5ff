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
  /** The real executable, not a version switcher's stand-in for it. */
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
  const seen = new Set<string>()
  for await (const { where, executable } of candidates(search)) {
    search.signal.throwIfAborted()
    if (seen.has(executable)) continue
    seen.add(executable)
    const java = await ask(executable, search)
    if (java && java.major >= LEAST_MAJOR) return java
    looked.push(`- ${where}: ${executable} ${java ? `is Java ${java.major}, too old` : 'is no Java that runs'}`)
  }
  if (search.option !== undefined) {
    throw new ConfigError([
      `The option 'java' names no Java ${LEAST_MAJOR} or later, which the engines of target 'local' need.`,
      ...looked,
      'Give the path of a java executable or of a Java home, or leave the option out: Java is then searched for.',
    ])
  }
  throw new ConfigError([
    `The engines of target 'local' need Java ${LEAST_MAJOR} or later, and there is none here.`,
    looked.length > 0 ? 'Looked at:' : 'JAVA_HOME is not set, and neither PATH nor the usual folders have one.',
    ...looked,
    "Install one (for example Temurin from https://adoptium.net, 'apt-get install openjdk-17-jre-headless' or 'brew install openjdk'), or name yours in the option 'java' or in JAVA_HOME.",
  ])
}

async function* candidates({ option, home, path, platform, usualFolders }: FindJava): AsyncGenerator<Candidate> {
  if (option !== undefined) {
    yield { where: "option 'java'", executable: (await isFolder(option)) ? inHome(option, platform) : option }
    return
  }
  if (home) yield { where: 'JAVA_HOME', executable: inHome(home, platform) }
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const executable = join(folder, executableName(platform))
    if (await isFile(executable)) yield { where: 'PATH', executable }
  }
  for (const folder of usualFolders ?? usualFoldersOf(platform)) {
    // The newest first, as far as names tell.
    for (const entry of (await readdir(folder).catch(() => [])).sort().reverse()) {
      for (const inner of ['', join('Contents', 'Home')]) {
        const executable = inHome(join(folder, entry, inner), platform)
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
    return [
      '/Library/Java/JavaVirtualMachines',
      join(homedir(), 'Library', 'Java', 'JavaVirtualMachines'),
      '/opt/homebrew/opt',
      '/usr/local/opt',
      ...ofVersionSwitchers,
    ]
  }
  if (platform === 'win32') {
    const vendors = ['Java', 'Eclipse Adoptium', 'Amazon Corretto', 'Microsoft', 'Zulu']
    return [...vendors.map((vendor) => join('C:\\Program Files', vendor)), ...ofVersionSwitchers]
  }
  return ['/usr/lib/jvm', '/usr/lib64/jvm', '/usr/java', '/opt/java', ...ofVersionSwitchers]
}

const run = promisify(execFile)

/** What the executable says of itself; `undefined` where it does not run. */
async function ask(executable: string, { platform, signal }: FindJava): Promise<Java | undefined> {
  try {
    const { stdout, stderr } = await run(executable, ['-XshowSettings:properties', '-version'], {
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

function inHome(home: string, platform: NodeJS.Platform): string {
  return join(home, 'bin', executableName(platform))
}

function executableName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'java.exe' : 'java'
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}
