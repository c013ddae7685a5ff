import { lstat, mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isOfFileSystem } from '../cache/cache-error.ts'
import { ConfigError } from '../errors/errors.ts'
import { askSocket } from '../process/ask-socket.ts'
import { makeFolder } from '../process/make-folder.ts'
import { isPrivateFolder, makeUnguessableFolder, UNGUESSABLE } from '../process/private-folder.ts'
import type { ProcessIdentity } from '../process/process-identity.ts'
import { livenessOf, readIdentityFile, thisProcess, writeIdentityFile } from '../process/process-identity.ts'
import type { Reporter } from '../report/events.ts'
import { systemClock } from '../wait/clock.ts'
import { removeDataFolder, sweepDataFolders } from './data-folder.ts'
import * as messages from './messages.ts'
import { daemonSocketPath } from './protocol.ts'

/** The folder of one daemon. Its name is the key of what it is for and a generation: `3f9c2a1b-2`. */
export interface DaemonFolder {
  readonly directory: string
  readonly key: string
  readonly generation: number
}

/** Between the making of a daemon's folder and its record, in milliseconds; later there will be none. */
const RECORD_MS = 10_000

const NAME = /^([0-9a-f]{8})-(\d{1,9})$/

/** A folder that has not got its name yet. */
const CLAIM = new RegExp(`^claim-${UNGUESSABLE}$`)

/** In a daemon's folder: which process has made it. */
const claimant = (directory: string) => join(directory, 'claim.json')

/** In a daemon's folder: which process the daemon is. */
const record = (directory: string) => join(directory, 'daemon.json')

/** Every daemon's folder, the newest generation of a key first. */
export async function listDaemonFolders(base: string): Promise<DaemonFolder[]> {
  const names = await readdir(base).catch(() => [])
  return names
    .flatMap((name): DaemonFolder[] => {
      const [, key, generation] = NAME.exec(name) ?? []
      return key && generation ? [{ directory: join(base, name), key, generation: Number(generation) }] : []
    })
    .sort((a, b) => b.generation - a.generation)
}

/**
 * Makes the folder of a new generation. Returns false where another process has just made it, or has made or removed the
 * folder of all daemons in this moment. Of all that try, one succeeds: the one whose rename does. Fails as
 * `daemonFolderError` says.
 *
 * This is no lock of src/process/file-lock.ts: such a lock ends with the process that took it, here a run, and the name of
 * the folder has to stay taken for as long as the daemon in it lives.
 */
export async function claimDaemonFolder(base: string, key: string, generation: number): Promise<string | false> {
  const directory = join(base, `${key}-${generation}`)
  let claim: string | undefined
  try {
    await makeBase(base)
    claim = await makeUnguessableFolder(base, 'claim-')
    await writeIdentityFile(claimant(claim), thisProcess())
    // Another claim is never empty, so that it is not replaced.
    await rename(claim, directory)
    // Until now the folder of all daemons could be removed, and made by somebody else. With ours in it, it stays.
    if (await isPrivateFolder(base)) return directory
    return false
  } catch (error) {
    if (claim) await rm(claim, { recursive: true, force: true }).catch(() => {})
    // Where there was no room for the claim, nothing else is in it.
    await rmdir(base).catch(() => {})
    if (isTaken(error)) return false
    throw daemonFolderError(error, base)
  }
}

async function makeBase(base: string): Promise<void> {
  makeFolder(dirname(base))
  await mkdir(base, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  // Another run may have made it, or another user who wants to stop this one.
  if (!(await isPrivateFolder(base))) throw Object.assign(new Error(`${base} is not ours.`), { code: 'EEXIST' })
}

/** EPERM: what Windows says of a name that is taken. */
function isTaken(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === 'EPERM') return syscall === 'rename'
  return code === 'EEXIST' || code === 'ENOTEMPTY' || code === 'ENOENT'
}

/** Removes a daemon's folder with all that is in it, and the folder of all daemons where it was the last. */
export async function removeDaemonFolder(directory: string): Promise<void> {
  const name = basename(directory)
  if (!NAME.test(name) && !CLAIM.test(name)) throw new Error(`${directory} is not the folder of a daemon.`)
  const seen = await lstat(directory).catch(() => undefined)
  if (seen?.isDirectory()) {
    await removeDataFolder(directory)
    await rm(directory, { recursive: true, force: true })
  }
  // There are others, or somebody was faster.
  await rmdir(dirname(directory)).catch(() => {})
}

/** Notes which process a daemon is. */
export async function writeDaemonRecord(directory: string, daemon: ProcessIdentity): Promise<void> {
  await writeIdentityFile(record(directory), daemon)
}

/** The process of a daemon that lives, `starting` where that is not noted yet, `undefined` where it has gone. */
export async function readDaemonRecord(directory: string): Promise<ProcessIdentity | 'starting' | undefined> {
  const daemon = await readIdentityFile(record(directory)).catch(() => undefined)
  if (daemon) return livenessOf(daemon) === 'gone' ? undefined : daemon
  // Not there yet, or half written: of a daemon that has just been started, or of one that never was.
  const made = await stat(directory).catch(() => undefined)
  return made && systemClock.now() - made.mtimeMs < RECORD_MS ? 'starting' : undefined
}

/**
 * Removes what daemons that have gone, by a kill, left in their folders and in memory. What is not this user's own is told
 * as a warning. Never fails.
 */
export async function sweepDaemonFolders(base: string, report: Reporter): Promise<void> {
  const names = await readdir(base).catch(() => [])
  for (const name of names.filter((each) => NAME.test(each) || CLAIM.test(each))) {
    const directory = join(base, name)
    try {
      if (await isAbandoned(directory)) await removeDaemonFolder(directory)
    } catch (error) {
      report({ type: 'warning', message: messages.folderNotRemoved(directory, String(error)) })
    }
  }
  await sweepDataFolders(report)
}

/** Whether its daemon, or else the process that was about to start one, has ended for certain. */
async function isAbandoned(directory: string): Promise<boolean> {
  if (await readDaemonRecord(directory)) return false
  if (await readIdentityFile(record(directory)).catch(() => undefined)) return true
  const maker = await readIdentityFile(claimant(directory)).catch(() => undefined)
  if (maker && livenessOf(maker) !== 'gone') return false
  // The maker may have been killed between the start of the daemon and the note of it.
  return process.platform === 'win32' || (await askSocket(daemonSocketPath(directory))) !== 'accepts'
}

/**
 * A ConfigError, where it is the folder of the daemons, or something in it, that could not be written; any other error as
 * it is. A write that fails does not tell its path, so it must have been one of these.
 */
export function daemonFolderError(error: unknown, base: string): unknown {
  if (!isOfFileSystem(error)) return error
  const temporary = dirname(base)
  if (error.path !== undefined && !error.path.startsWith(temporary)) return error
  return new ConfigError(messages.folderUnusable(error.code, temporary, error.message), { cause: error })
}
