import { DatasetError } from '../errors.ts'

/** How many bad lines one error lists. */
const LISTED = 20

interface Problem {
  readonly file: string
  readonly line: number | undefined
  readonly what: string
}

/** Collects what is wrong with a dataset, so that one error tells everything. */
export class Problems {
  readonly #found: Problem[] = []

  /** `file` is relative to the dataset's folder. `line` counts from 1; absent where the whole file is at fault. */
  add(file: string, line: number | undefined, what: string): void {
    this.#found.push({ file, line, what })
  }

  /** Fails with a DatasetError that lists what was collected, by file and line. */
  throwIfAny(dataset: string, directory: string): void {
    const count = this.#found.length
    if (count === 0) return
    const files = [...new Set(this.#found.map(({ file }) => file))].sort()
    const inOrder = files.flatMap((file) =>
      this.#found.filter((problem) => problem.file === file).sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    )
    throw new DatasetError(
      [
        `Dataset ${dataset} cannot be read: ${count} ${count === 1 ? 'problem' : 'problems'} in ${directory}`,
        ...listed(inOrder.map(({ file, line, what }) => `${line === undefined ? file : `${file}:${line}`}: ${what}`)),
      ],
      { resource: dataset },
    )
  }
}

/** The lines of an error that lists things, and how many there are beyond those it lists. */
export function listed(lines: readonly string[]): string[] {
  const more = lines.length - LISTED
  return [...lines.slice(0, LISTED).map((line) => `- ${line}`), ...(more > 0 ? [`… and ${more} more.`] : [])]
}
