import { utimesSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, WaitTimeoutError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { waitForState } from '../wait/wait-for-state.ts'
import { lastBeat, lastNumber, makeLockFile, markReleased, ownerOf, removeBelow } from './lock-files.ts'
import { makeFolder } from './make-folder.ts'
import { livenessOf } from './process-identity.ts'

/** Between two polls of a lock that another owner holds, in milliseconds, by default. */
const POLL_MS = 250

/** How often the owner gives a sign of life, in milliseconds. */
const BEAT_MS = 2_000

/**
 * An owner of whom nothing but the signs of life can be seen is gone after looking so long without one, in milliseconds in
 * which this process was awake. Counted in polls, as a laptop that wakes up has let time pass, and no owner beat.
 */
const WITHOUT_BEAT_MS = 15_000

export interface FileLockOptions {
  /** The lock's files are this path and a number: `downloads.lock.7`. */
  readonly path: string
  /** What is done under the lock, for the error of one who waits too long: `a download of the engines`. */
  readonly what: string
  readonly signal: AbortSignal
  /** How long to wait for another owner, in milliseconds; default 30 minutes. */
  readonly timeoutMs?: number
  /** Between two polls while another owner has it, in milliseconds; default 250. */
  readonly pollMs?: number
  /** Called before each pause while somebody else has the lock, with who, as a person names it. */
  readonly onWait?: (owner: string) => void
  readonly clock?: Clock
}

/** A lock that is ours until it is released, or its owner dies. */
export interface HeldLock {
  /** Aborted where somebody else had to take this owner for dead, or the file is gone; the reason says which. */
  readonly lost: AbortSignal
  release(): void
}

/**
 * Waits for whoever has the lock, and takes it; the death of an owner, however it comes, hands it on. An owner is a
 * thread: those of one process keep each other waiting too. Fails with a WaitTimeoutError, with the signal's reason, or
 * with what keeps a lock file from being written.
 *
 * Each owner makes a file with the next higher number, which the file system allows to exactly one. The highest file
 * says who the owner is, and stays after a release, so no number is ever given twice: one who has looked long ago and
 * acts only now cannot take what is somebody else's by then.
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
 * Does something that only one at a time may do, and then hands the lock on. The signal given to `work` is also aborted
 * where the lock is lost. Fails as `takeFileLock` and `work` do.
 */
export async function withFileLock<T>(options: FileLockOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const lock = await takeFileLock(options)
  try {
    return await work(AbortSignal.any([options.signal, lock.lost]))
  } finally {
    lock.release()
  }
}

/** Waits until the lock is ours, and returns our number. */
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
    const hint = `${path}.${last} is of ${ownerOf(path, last).text}; end that process if it hangs.`
    throw new WaitTimeoutError(error.record, { cause: error, hint })
  }
  removeBelow(path, number!)
  return number!
}

/** Takes the lock where nobody has it. */
function take(path: string, isAlive: (number: number) => boolean): number | undefined {
  const last = lastNumber(path)
  if (last > 0 && isAlive(last)) return undefined
  const number = last + 1
  if (!makeLockFile(path, number)) return undefined
  if (lastNumber(path) === number) return number
  // The look was an old one, and this number one that later owners have tidied away.
  markReleased(path, number)
  return undefined
}

/** Whether an owner lives: as the system says, or else by the signs of life, of which it remembers the last. */
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

/** Gives signs of life, and notices when somebody has taken the lock over all the same, or removed it. */
function keepBeating(path: string, number: number, lost: AbortController, clock: Clock): () => void {
  let cancel = () => {}
  const later = () => {
    cancel = clock.after(BEAT_MS, beat, { isIdle: true })
  }
  const beat = () => {
    try {
      if (lastNumber(path) > number) throw new Error('Another process has taken it over.')
      const now = clock.now() / 1000
      utimesSync(`${path}.${number}`, now, now)
      later()
    } catch (error) {
      lost.abort(new Error(`The lock ${path} is lost: ${messageOf(error)}`, { cause: error }))
    }
  }
  later()
  return () => cancel()
}
