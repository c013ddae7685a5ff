import type { Origin } from './traversal-origin.ts'
import { joined } from './traversal-origin.ts'

/** What is known of the things under each step label and side-effect key of a traversal. */
export class LabelOrigins {
  /** Whether more became known since this was last set to false. */
  hasLearned = false
  readonly #origins = new Map<string, Origin>()

  record(labels: readonly unknown[], origin: Origin): void {
    for (const label of labels) {
      if (typeof label !== 'string') continue
      const known = this.#origins.get(label)
      const learned = known ? joined(known, origin) : origin
      this.hasLearned ||= learned !== known
      this.#origins.set(label, learned)
    }
  }

  /** What is under the label among a step's arguments: under several of them, a map of it. */
  recorded(values: readonly unknown[]): Origin {
    const labels = values.filter((value) => typeof value === 'string')
    return (labels.length === 1 && this.#origins.get(labels[0] ?? '')) || 'mixed'
  }
}
