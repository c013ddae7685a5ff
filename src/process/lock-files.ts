import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { lockOwner, startingOwner } from './messages.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { thisThread } from './process-identity.ts'

/** What the file of a lock's owner says. */
export interface LockOwner {
  readonly released: boolean
  /** Absent where the file has just been made and is still empty. */
  readonly identity?: ProcessIdentity
  /** For a message: `process 4711 on build-3`. */
  readonly text: string
}

/** The numbers of the owners' files: 7 for `downloads.lock.7`. */
function numbersOf(path: string): number[] {
  const start = `${basename(path)}.`
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length))
    .filter((rest) => /^\d+$/.test(rest))
    .map(Number)
}

/** The number of the last owner; 0 before the first. */
export function lastNumber(path: string): number {
  return Math.max(0, ...numbersOf(path))
}

/** Makes the file of an owner atomically; `false` where that number is taken. */
export function makeLockFile(path: string, number: number): boolean {
  try {
    writeFileSync(`${path}.${number}`, `${JSON.stringify(thisThread())}\n`, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

export function markReleased(path: string, number: number): void {
  writeFileSync(`${path}.${number}`, 'released\n')
}

export function ownerOf(path: string, number: number): LockOwner {
  try {
    const text = readFileSync(`${path}.${number}`, 'utf8').trim()
    if (text === 'released') return { released: true, text }
    const identity = JSON.parse(text) as ProcessIdentity
    return { released: false, identity, text: lockOwner(identity.pid, identity.machine.split(' ')[0] ?? '') }
  } catch {
    return { released: false, text: startingOwner() }
  }
}

/** The time of the owner's last heartbeat, by the clock of the file system; 0 where there is no file. */
export function lastBeat(path: string, number: number): number {
  return statSync(`${path}.${number}`, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

export function removeBelow(path: string, number: number): void {
  for (const older of numbersOf(path)) if (older < number) rmSync(`${path}.${older}`, { force: true })
}
