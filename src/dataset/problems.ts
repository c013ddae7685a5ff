import { DatasetError } from '../errors/errors.ts'
import * as messages from './messages.ts'

/** How many bad lines one error lists. */
const LISTED = 20

/** How much of a problem's text is kept, in characters: it may quote a cell of any size. */
const LONGEST = 1_000

interface Problem {
  readonly line: number | undefined
  readonly what: string
}

/** Where what is wrong is noted. */
export type ProblemList = Pick<Problems, 'add'>

/** Collects what is wrong with a dataset, so that one error tells everything. Keeps no more of a file than is listed. */
export class Problems {
  readonly #first = new Map<string, Problem[]>()
  #count = 0

  /**
   * `file` is relative to the dataset's folder. `line` counts from 1; absent where the whole file is at fault. Of one
   * file, lines come in order.
   */
  add(file: string, line: number | undefined, what: string): void {
    this.#count += 1
    const known = this.#first.get(file)
    if (known && known.length >= LISTED) return
    const problem = { line, what: what.length > LONGEST ? `${what.slice(0, LONGEST)}…` : what }
    if (known) known.push(problem)
    else this.#first.set(file, [problem])
  }

  /** Fails with a DatasetError that lists what was collected, by file and line. */
  throwIfAny(dataset: string, directory: string): void {
    const count = this.#count
    if (count === 0) return
    const inOrder = [...this.#first.keys()]
      .sort()
      .flatMap((file) =>
        (this.#first.get(file) ?? [])
          .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
          .map(({ line, what }) => `${line === undefined ? file : `${file}:${line}`}: ${what}`),
      )
    throw new DatasetError(messages.datasetUnreadable(dataset, directory, listed(inOrder, count), count), {
      resource: dataset,
    })
  }
}

/** The lines of an error that lists things, and how many there are beyond those it lists; `count` of all, default `lines`. */
export function listed(lines: readonly string[], count = lines.length): string[] {
  const more = count - Math.min(LISTED, lines.length)
  return [...lines.slice(0, LISTED).map((line) => `- ${line}`), ...(more > 0 ? [`… and ${more} more.`] : [])]
}
