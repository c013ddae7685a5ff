import type { Layer } from '../../gate/views/view.ts'
import { NO_CONTENTS, type ViewContents } from '../../isolation/index/view-contents.ts'

/** What a view begins with. */
export interface Level {
  /** From the topmost to the lowest. */
  readonly layers: readonly Layer[]
  /** What code outside of tests had made by then. */
  readonly contents: ViewContents
}

/** What the views of a test file begin with. The lowest level is the dataset, and each further one adds what code outside of tests has made. */
export class ViewLevels {
  readonly #dataset: Level
  #above: readonly Level[] = []

  constructor(dataset: readonly Layer[]) {
    this.#dataset = { layers: dataset, contents: NO_CONTENTS }
  }

  get top(): Level {
    return this.#above.at(-1) ?? this.#dataset
  }

  /** How many levels there are above the dataset. */
  get count(): number {
    return this.#above.length
  }

  /** Adds a level. `covered` are the physical names of the indices that are not seen any more. */
  raise(contents: ViewContents, covered: readonly string[]): void {
    const layers = [contents.layer, ...withoutCovered(this.top.layers, covered)]
      // A layer of nothing would only make each answer longer to read.
      .filter(({ indices }) => indices.length > 0)
    this.#above = [...this.#above, { layers, contents }]
  }

  /** Takes away the levels above the first `count`. Returns the prefixes of what they had added. */
  dropTo(count: number): readonly string[] {
    const dropped = this.#above.slice(count)
    this.#above = this.#above.slice(0, count)
    return dropped.map(({ contents }) => contents.layer.prefix)
  }
}

function withoutCovered(layers: readonly Layer[], covered: readonly string[]): readonly Layer[] {
  if (covered.length === 0) return layers
  return layers.map(({ prefix, indices }) => ({
    prefix,
    indices: indices.filter(({ physical }) => !covered.includes(physical)),
  }))
}
