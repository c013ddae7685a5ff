import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Where Java is looked for. */
export interface JavaPlaces {
  /** The user's option: a `java` executable or a Java home. With it, no other place is tried. */
  readonly option?: string | undefined
  /** JAVA_HOME. */
  readonly home?: string | undefined
  /** PATH. */
  readonly path: string
  readonly platform: NodeJS.Platform
  /** Folders of Java homes; default: the usual ones of the platform. */
  readonly usualFolders?: readonly string[] | undefined
}

/** An executable that may be a Java. */
export interface JavaCandidate {
  /** For a message: `JAVA_HOME`, `PATH`, or the folder that it was found in. */
  readonly where: string
  readonly executable: string
}

/** The executables that may be a Java, each once, in the order to try them: the option, JAVA_HOME, PATH, the usual folders. */
export async function* javaCandidates(places: JavaPlaces): AsyncGenerator<JavaCandidate> {
  const seen = new Set<string>()
  for await (const candidate of inOrder(places)) {
    if (seen.has(candidate.executable)) continue
    seen.add(candidate.executable)
    yield candidate
  }
}

async function* inOrder({ option, home, path, platform, usualFolders }: JavaPlaces): AsyncGenerator<JavaCandidate> {
  if (option !== undefined) {
    yield { where: "option 'local.java'", executable: (await isFolder(option)) ? inHome(option, platform) : option }
    return
  }
  if (home) yield { where: 'JAVA_HOME', executable: inHome(home, platform) }
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const executable = join(folder, executableName(platform))
    if (await isFile(executable)) yield { where: 'PATH', executable }
  }
  for (const folder of usualFolders ?? usualFoldersOf(platform)) {
    // The highest name first, which is mostly the newest version.
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
    ...ofUser('.sdkman', 'candidates', 'java'),
    ...ofUser('.asdf', 'installs', 'java'),
    ...ofUser('.local', 'share', 'mise', 'installs', 'java'),
    ...ofUser('.jdks'),
  ]
  if (platform === 'darwin') {
    return [
      '/Library/Java/JavaVirtualMachines',
      ...ofUser('Library', 'Java', 'JavaVirtualMachines'),
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

/** The executable of a Java home. */
export function inHome(home: string, platform: NodeJS.Platform): string {
  return join(home, 'bin', executableName(platform))
}

function executableName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'java.exe' : 'java'
}

/** Whether there is a file. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

/** A folder in the user's home; none where the system knows no home, as for a user without a name in a container. */
function ofUser(...path: readonly string[]): string[] {
  try {
    return [join(homedir(), ...path)]
  } catch {
    return []
  }
}
