/**
 * The tests that a worker was at, at a time in milliseconds since the Unix epoch, quoted, and without what a terminal
 * obeys; `undefined` where none is known.
 */
export type TestAt = (worker: number, at: number) => string | undefined
