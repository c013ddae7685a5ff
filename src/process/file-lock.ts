import { utimesSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, WaitTimeoutError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { waitForState } from '../wait/wait-for-state.ts'
import { lastBeat, lastNumber, makeLockFile, markReleased, ownerOf, removeBelow } from './lock-files.ts'
import { makeFolder } from './make-folder.ts'
import { lockIsHeld, lockLost, lockTakenOver } from './messages.ts'
import { livenessOf } from './process-identity.ts'

/** The default pause between two polls, in milliseconds. */
const POLL_MS = 250

/** The owner's interval between two heartbeats, in milliseconds. */
const BEAT_MS = 2_000

/**
 * An owner whose process cannot be seen counts as gone after so long without a heartbeat, in milliseconds. They are counted in
 * polls, because while a laptop sleeps time passes and no owner beats.
 */
const WITHOUT_BEAT_MS = 15_000

export interface FileLockOptions {
  /** The lock's files are this path and a number: `downloads.lock.7`. */
  readonly path: string
  /** The lock's name, for the error of a process that waits too long: `The lock of downloads`. */
  readonly what: string
  readonly signal: AbortSignal
  /** How long to wait for another owner, in milliseconds; default 30 minutes. */
  readonly timeoutMs?: number
  /** The pause between two polls, in milliseconds; default 250. */
  readonly pollMs?: number
  /** Called before each pause while another owner has the lock, with that owner: `process 4711 on build-3`. */
  readonly onWait?: (owner: string) => void
  readonly clock?: Clock
}

/** A lock that is ours until it is released, or its owner dies. */
export interface HeldLock {
  /** Aborted where another process has taken the lock over, or the lock's file is gone; the reason says which. */
  readonly lost: AbortSignal
  release(): void
}

/**
 * Waits until nobody has the lock, and takes it. A lock whose owner dies is free. An owner is a thread: the threads of one
 * process wait for each other too. Fails with a WaitTimeoutError, with the signal's reason, or with the error of the file
 * system.
 *
 * Each owner makes a file with the next higher number, which the file system allows exactly one process to do. The file with
 * the highest number names the owner, and stays after a release, so that no number is used twice: a process that has looked
 * long ago and acts only now cannot take a lock that another owner has by then.
 */
export async function takeFileLock(options: FileLockOptions): Promise<HeldLock> {
  const { path, clock = systemClock } = options
  const number = await acquire(options)
  const lost = new AbortController()
  const stopBeating = keepBeating(path, number, lost, clock)
  return {
    lost: lost.signal,
    release() {
      stopBeating()
      if (!lost.signal.aborted) markReleased(path, number)
    },
  }
}

/**
 * Does work under the lock, and then releases it. The signal given to `work` is also aborted where the lock is lost. Fails as
 * `takeFileLock` and `work` do.
 */
export async function withFileLock<T>(options: FileLockOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const lock = await takeFileLock(options)
  try {
    return await work(AbortSignal.any([options.signal, lock.lost]))
  } finally {
    lock.release()
  }
}

/** Waits until the lock is ours, and returns the number of our file. */
async function acquire(options: FileLockOptions): Promise<number> {
  const { path, what, signal, timeoutMs = 30 * 60_000, pollMs = POLL_MS, onWait, clock = systemClock } = options
  makeFolder(dirname(path))
  const isAlive = ownerWatch(path, Math.ceil(WITHOUT_BEAT_MS / pollMs))
  let number: number | undefined
  try {
    await waitForState({
      what,
      observe: async () => {
        number = take(path, isAlive)
        if (number !== undefined) return { state: 'ours' }
        onWait?.(ownerOf(path, lastNumber(path)).text)
        return { state: 'held' }
      },
      target: 'ours',
      pending: ['held'],
      timeoutMs,
      intervalMs: pollMs,
      signal,
      clock,
    })
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error
    const last = lastNumber(path)
    const hint = lockIsHeld(`${path}.${last}`, ownerOf(path, last).text)
    throw new WaitTimeoutError(error.record, { cause: error, hint })
  }
  removeBelow(path, number!)
  return number!
}

/** Takes the lock where nobody has it, and returns the number of our file. */
function take(path: string, isAlive: (number: number) => boolean): number | undefined {
  const last = lastNumber(path)
  if (last > 0 && isAlive(last)) return undefined
  const number = last + 1
  if (!makeLockFile(path, number)) return undefined
  if (lastNumber(path) === number) return number
  // Our look was outdated: later owners have come, and have removed the files with lower numbers.
  markReleased(path, number)
  return undefined
}

/** Tells whether an owner lives: by its process, or else by its heartbeats, of which it remembers the last. */
function ownerWatch(path: string, pollsWithoutBeat: number): (number: number) => boolean {
  let last = { number: 0, beat: 0, polls: 0 }
  return (number) => {
    const { released, identity } = ownerOf(path, number)
    if (released) return false
    const liveness = identity ? livenessOf(identity) : 'unknown'
    if (liveness !== 'unknown') return liveness === 'running'
    const beat = lastBeat(path, number)
    const isSame = last.number === number && last.beat === beat
    last = { number, beat, polls: isSame ? last.polls + 1 : 0 }
    return last.polls < pollsWithoutBeat
  }
}

/** Gives heartbeats, and aborts `lost` where another process has taken the lock over or removed it. */
function keepBeating(path: string, number: number, lost: AbortController, clock: Clock): () => void {
  let cancel = () => {}
  const later = () => {
    cancel = clock.after(BEAT_MS, beat, { isIdle: true })
  }
  const beat = () => {
    try {
      if (lastNumber(path) > number) throw new Error(lockTakenOver())
      const now = clock.now() / 1000
      utimesSync(`${path}.${number}`, now, now)
      later()
    } catch (error) {
      lost.abort(new Error(lockLost(path, messageOf(error)), { cause: error }))
    }
  }
  later()
  return () => cancel()
}
