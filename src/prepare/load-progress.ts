import type { Reporter } from '../report/events.ts'
import { systemClock } from '../wait/clock.ts'
import type { LaidGraph } from './seed-graph.ts'
import { contentsOf } from './seed-graph.ts'

/** Between two lines about a load that takes long, in milliseconds. */
const LINE_EVERY_MS = 5_000

/** Tells now and then how much of a dataset is loaded, of how much. */
export function loadProgress(report: Reporter, dataset: string, total: number): (loaded: number) => void {
  let toldAt = systemClock.now()
  return (loaded) => {
    const now = systemClock.now()
    if (now - toldAt < LINE_EVERY_MS || loaded === total) return
    toldAt = now
    report({ type: 'dataset-loading', dataset, loaded, total })
  }
}

/** Tells how far the load of a graph has come: now and then, and when it is done. */
export class LoadProgress {
  readonly #report: Reporter
  readonly #laid: LaidGraph | undefined
  readonly #startedAt = systemClock.now()
  #toldAt = this.#startedAt

  constructor(report: Reporter, laid: LaidGraph | undefined) {
    this.#report = report
    this.#laid = laid
  }

  readonly note = (loaded: number, total: number): void => {
    const now = systemClock.now()
    if (!this.#laid || now - this.#toldAt < LINE_EVERY_MS || loaded === total) return
    this.#toldAt = now
    this.#report({ type: 'dataset-loading', dataset: this.#laid.name, loaded, total })
  }

  done(): void {
    if (!this.#laid) return
    this.#report({
      type: 'dataset-loaded',
      dataset: this.#laid.name,
      contents: contentsOf(this.#laid.sizes),
      elapsedMs: systemClock.now() - this.#startedAt,
    })
  }
}
