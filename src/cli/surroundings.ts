import type { LocalOptions } from '../config/resolve.ts'
import { resolveLocalOptions } from '../config/resolve.ts'

/** Where a command writes, and the signal that ends it early. */
export interface Surroundings {
  /** A line of the answer, to standard output. */
  readonly print: (line: string) => void
  /** A line about the work, to standard error. */
  readonly tell: (line: string) => void
  readonly signal: AbortSignal
}

/** Cache, mirrors and Java as a run in the current folder would use them without any options. */
export function defaultOptions(): LocalOptions {
  return resolveLocalOptions({ opensearch: true, neptune: true }, process.cwd())
}
