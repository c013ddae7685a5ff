import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { archiveOptions } from '../../java/java-archive.ts'
import type { EngineSpec } from '../engine.ts'
import { archiveNotUsed } from '../messages.ts'
import type { ArchiveKey, ArchiveRecipe } from './class-archive.ts'
import { archiveName, archivesFolder, findArchive } from './class-archive.ts'

/** What the JVM prints where it does not use its archive, and the line with the reason. */
const notUsed = /Unable to (?:map|use) shared.*/
const reason =
  /(?:.*mismatch|.*does not match|.*modified|.*truncated|.*[Nn]ot a valid|.*not found|.*not the one used).*/

/** Where the JVM of an engine gets its classes from: an archive of an earlier run, or the jars. */
export interface EngineClasses {
  /** The options of the JVM. */
  readonly options: readonly string[]
  /** The archive that it is started with. */
  readonly archive?: string
  /**
   * To be called once the engine is ready: from then on an archive can be made of the classes that it has noted. Where the JVM
   * did not use its archive, removes the archive, so that it is made again, and returns a sentence for the log.
   */
  seenReady(): Promise<string | undefined>
  /**
   * To be called where the JVM has ended before it was ready. Returns whether it was started with an archive: then removes the
   * archive, and another start may help.
   */
  seenFailed(): Promise<boolean>
}

/**
 * Switches off the bytecode verification of classes from jars, whose contents were verified by hash: it takes a sixth of
 * OpenSearch's start. Classes in an archive were verified when it was made.
 */
const trusted = ['-XX:+UnlockDiagnosticVMOptions', '-XX:-BytecodeVerificationRemote']

const fromJars = (options: readonly string[]): EngineClasses => ({
  options: [...trusted, ...options],
  seenReady: async () => undefined,
  seenFailed: async () => false,
})

/**
 * Decides where one start of a JVM gets its classes from. Never fails: where the cache cannot be written, the classes come from
 * the jars.
 */
export async function engineClasses(
  key: ArchiveKey,
  {
    cacheDirectory,
    directory,
    notesClasses = false,
  }: Pick<EngineSpec, 'cacheDirectory' | 'directory' | 'notesClasses'>,
): Promise<EngineClasses> {
  const ofJava = archiveOptions(key.java)
  if (cacheDirectory === undefined) return fromJars(ofJava)
  const folder = archivesFolder(cacheDirectory)
  const name = await archiveName(key)
  const archive = await findArchive(folder, name)
  if (archive) return fromArchive(archive, join(directory, 'class-archive.log'))
  // A JVM without the archive of Java's own classes makes no archive of an engine's classes.
  const isToBeMade = notesClasses && ofJava.length === 0 && !(await isThere(join(folder, `${name}.failed`)))
  if (!isToBeMade) return fromJars(ofJava)
  const id = join(folder, `${name}.${randomUUID()}`)
  const isWritable = await mkdir(folder, { recursive: true, mode: 0o700 })
    .then(() => writeFile(`${id}.classes`, '', { mode: 0o600 }))
    .then(() => true)
    .catch(() => false)
  return isWritable ? noted({ ...key, name, classes: `${id}.classes` }, `${id}.json`) : fromJars(ofJava)
}

function fromArchive(archive: string, log: string): EngineClasses {
  return {
    archive,
    options: [`-XX:SharedArchiveFile=${archive}`, '-Xshare:auto', `-Xlog:cds=info:file=${log}:uptime`],
    async seenReady() {
      const said = await readFile(log, 'utf8').catch(() => '')
      const refusal = notUsed.exec(said)
      if (!refusal) return undefined
      await rm(archive, { force: true }).catch(() => {})
      return archiveNotUsed(archive, (reason.exec(said) ?? refusal)[0])
    },
    async seenFailed() {
      await rm(archive, { force: true }).catch(() => {})
      return true
    },
  }
}

function noted(recipe: ArchiveRecipe, file: string): EngineClasses {
  return {
    options: [...trusted, `-XX:DumpLoadedClassList=${recipe.classes}`],
    async seenReady() {
      await writeFile(file, JSON.stringify(recipe), { mode: 0o600 }).catch(() => {})
      return undefined
    },
    async seenFailed() {
      await rm(recipe.classes, { force: true }).catch(() => {})
      return false
    },
  }
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined
}
