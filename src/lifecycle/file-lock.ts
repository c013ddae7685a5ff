import { utimesSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, WaitTimeoutError } from '../errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { waitForState } from '../wait/wait-for-state.ts'
import { lastBeat, lastNumber, makeLockFile, markReleased, ownerOf, removeBelow } from './lock-files.ts'
import { makeFolder } from './make-folder.ts'
import { livenessOf } from './process-identity.ts'

/** Between two looks at a lock that somebody else holds, in milliseconds. */
const LOOK_MS = 250

/** How often the owner gives a sign of life, in milliseconds. */
const BEAT_MS = 2_000

/**
 * An owner of whom nothing but the signs of life can be seen is gone after so many looks without one: 15 s in which this
 * process was awake. Counted in looks, as a laptop that wakes up has let time pass, and no owner beat.
 */
const LOOKS_WITHOUT_BEAT = 60

export interface FileLockOptions {
  /** The lock's files are this path and a number: `downloads.lock.7`. */
  readonly path: string
  /** What is done under the lock, for the error of one who waits too long: `a download of the engines`. */
  readonly what: string
  readonly signal: AbortSignal
  /** How long to wait for another owner, in milliseconds; default 30 minutes. */
  readonly timeoutMs?: number
  /** Called before each pause while another process has the lock. */
  readonly onWait?: () => void
  readonly clock?: Clock
}

/**
 * Does something that only one process at a time may do, after waiting for whoever does it now; the death of an owner,
 * however it comes, hands the lock on. The signal given to `work` is also aborted where another process had to take this
 * one for dead. Fails with a WaitTimeoutError, as `work` does, or with what keeps a lock file from being written.
 *
 * Each owner makes a file with the next higher number, which the file system allows to exactly one. The highest file
 * says who the owner is, and stays after a release, so no number is ever given twice: one who has looked long ago and
 * acts only now cannot take what is somebody else's by then.
 */
export async function withFileLock<T>(options: FileLockOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { path, signal, clock = systemClock } = options
  const number = await acquire(options)
  const lost = new AbortController()
  const stopBeating = keepBeating(path, number, lost, clock)
  try {
    return await work(AbortSignal.any([signal, lost.signal]))
  } finally {
    stopBeating()
    if (!lost.signal.aborted) markReleased(path, number)
  }
}

/** Waits until the lock is ours, and returns our number. */
async function acquire(options: FileLockOptions): Promise<number> {
  const { path, what, signal, timeoutMs = 30 * 60_000, onWait, clock = systemClock } = options
  makeFolder(dirname(path))
  const isAlive = ownerWatch(path)
  let number: number | undefined
  try {
    await waitForState({
      what,
      observe: async () => {
        number = take(path, isAlive)
        if (number !== undefined) return { state: 'ours' }
        onWait?.()
        return { state: 'held' }
      },
      target: 'ours',
      pending: ['held'],
      timeoutMs,
      intervalMs: LOOK_MS,
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
function ownerWatch(path: string): (number: number) => boolean {
  let last = { number: 0, beat: 0, looks: 0 }
  return (number) => {
    const { released, identity } = ownerOf(path, number)
    if (released) return false
    const liveness = identity ? livenessOf(identity) : 'unknown'
    if (liveness !== 'unknown') return liveness === 'running'
    const beat = lastBeat(path, number)
    const isSame = last.number === number && last.beat === beat
    last = { number, beat, looks: isSame ? last.looks + 1 : 0 }
    return last.looks < LOOKS_WITHOUT_BEAT
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
