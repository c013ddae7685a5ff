import { counted } from '../base/counted.ts'
import type { GraphSizes } from '../dataset/dataset.ts'
import type { Reporter } from '../report/events.ts'
import { systemClock } from '../wait/clock.ts'

/** The time between two lines about a long load, in milliseconds. */
const LINE_EVERY_MS = 5_000

/** Reports now and then how much of a dataset is loaded. */
export function loadProgress(report: Reporter, dataset: string, total: number): (loaded: number) => void {
  let toldAt = systemClock.now()
  return (loaded) => {
    const now = systemClock.now()
    if (now - toldAt < LINE_EVERY_MS || loaded === total) return
    toldAt = now
    report({ type: 'dataset-loading', dataset, loaded, total })
  }
}

/** A graph, for reports of its load. */
interface LoadedGraph {
  /** The name of its dataset. */
  readonly name: string
  readonly sizes: GraphSizes
}

/** Reports the progress of the load of a graph now and then, and its end. */
export class LoadProgress {
  readonly #report: Reporter
  readonly #seed: LoadedGraph | undefined
  readonly #startedAt = systemClock.now()
  #toldAt = this.#startedAt

  constructor(report: Reporter, seed: LoadedGraph | undefined) {
    this.#report = report
    this.#seed = seed
  }

  readonly note = (loaded: number, total: number): void => {
    const now = systemClock.now()
    if (!this.#seed || now - this.#toldAt < LINE_EVERY_MS || loaded === total) return
    this.#toldAt = now
    this.#report({ type: 'dataset-loading', dataset: this.#seed.name, loaded, total })
  }

  done(): void {
    if (!this.#seed) return
    this.#report({
      type: 'dataset-loaded',
      dataset: this.#seed.name,
      contents: contentsOf(this.#seed.sizes),
      elapsedMs: systemClock.now() - this.#startedAt,
    })
  }
}

/** Returns a function that reports that `what`, such as `Dataset airports`, waits for others. */
export function tellWait(report: Reporter, what: string): (before: number) => void {
  return (before) => report({ type: 'dataset-waiting', what, before })
}

/** `3,376 vertices and 5,366 edges`. */
export const contentsOf = ({ vertexCount, edgeCount }: GraphSizes): string =>
  `${counted(vertexCount, 'vertex', 'vertices')} and ${counted(edgeCount, 'edge')}`
