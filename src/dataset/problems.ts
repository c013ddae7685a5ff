import { DatasetError } from '../errors.ts'

/** How many bad lines one error lists. */
const LISTED = 20

/** Collects what is wrong with a dataset, so that one error tells everything. */
export class Problems {
  readonly #lines: string[] = []

  /** `line` counts from 1; absent where the whole file is at fault. */
  add(file: string, line: number | undefined, what: string): void {
    this.#lines.push(`- ${file}${line === undefined ? '' : `:${line}`}: ${what}`)
  }

  /** Fails with a DatasetError that lists what was collected. */
  throwIfAny(dataset: string): void {
    if (this.#lines.length === 0) return
    const more = this.#lines.length - LISTED
    throw new DatasetError([
      `Dataset ${dataset} cannot be read.`,
      ...this.#lines.slice(0, LISTED),
      more > 0 ? `… and ${more} more.` : undefined,
    ])
  }
}
