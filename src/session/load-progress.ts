import type { Reporter } from '../report/events.ts'
import { systemClock } from '../wait/clock.ts'
import type { LaidGraph } from './lay-graph.ts'
import { contentsOf } from './lay-graph.ts'

/** Between two lines about a load that takes long, in milliseconds. */
const LINE_EVERY_MS = 5_000

/** Tells how far a load has come: now and then, and when it is done. */
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
      contents: contentsOf(this.#laid.graph),
      elapsedMs: systemClock.now() - this.#startedAt,
    })
  }
}
