import { setImmediate } from 'node:timers/promises'

/** What is read at one go, in bytes: a few milliseconds of the thread that all runs share. */
const SLICE = 256 * 1024

/** Reads about so many bytes more. Returns whether all has been read. */
type ReadOn = (bytes: number) => boolean

/**
 * Reads to the end, and then makes the result of it. What is short is read at once; what is longer is read in slices,
 * between which other requests have their turn. Fails as `readOn` and `result` do.
 */
export function inSlices<Result>(length: number, readOn: ReadOn, result: () => Result): Result | Promise<Result> {
  if (length > 2 * SLICE) return readSlices(readOn, result)
  while (!readOn(SLICE)) {}
  return result()
}

async function readSlices<Result>(readOn: ReadOn, result: () => Result): Promise<Result> {
  while (!readOn(SLICE)) await setImmediate()
  return result()
}
