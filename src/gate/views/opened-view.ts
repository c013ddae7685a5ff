import type { Clock } from '../../wait/clock.ts'
import { withTimeout } from '../../wait/sleep.ts'
import { ChangeLedger } from '../changes/change-ledger.ts'
import type { Identity } from '../gate.ts'
import type { Upstream } from '../relay/upstream.ts'
import { Copies } from './copies.ts'
import { openView } from './open-view.ts'
import type { SealedIndex, View } from './view.ts'
import type { ViewRequest } from './view-request.ts'

/** How long a copy waits for searches with patterns, in milliseconds. */
const PATTERNS_MS = 1_000

/** A view from when it is opened until it has ended, and what was done in it. */
export class OpenedView {
  readonly request: ViewRequest
  readonly owner: Identity
  readonly view: View
  /** Its requests that can change something. */
  readonly changes: ChangeLedger
  readonly #covered = new Set<string>()
  readonly #withPatterns = new Set<Promise<void>>()
  #copies: Copies | undefined

  constructor(request: ViewRequest, owner: Identity, clock: Clock) {
    this.request = request
    this.owner = owner
    this.view = openView({ ...request, clock })
    this.changes = new ChangeLedger(true, clock)
  }

  /** Whether anything may be there under its prefix. */
  get hasChanged(): boolean {
    return this.changes.hasChanged(this.owner.worker)
  }

  /** The physical names of the sealed indices that were covered. */
  get covered(): readonly string[] {
    return [...this.#covered]
  }

  /** The copies that its scope gets of what is sealed. */
  copiesBy(upstream: Upstream): Copies {
    this.#copies ??= new Copies(this.view, upstream)
    return this.#copies
  }

  /** Notes a request until it has been answered. `hasPatterns`: whether it could find a copy, and what it is a copy of. */
  async note(passing: Promise<void>, hasPatterns: boolean): Promise<void> {
    if (!hasPatterns) return passing
    this.#withPatterns.add(passing)
    await passing.finally(() => this.#withPatterns.delete(passing))
  }

  /** Waits until the requests with patterns that are under way have been answered; not for those that take long. */
  async patternsAnswered(): Promise<void> {
    if (this.#withPatterns.size === 0) return
    const answered = Promise.allSettled(this.#withPatterns)
    await withTimeout(answered, PATTERNS_MS, () => new Error('It takes too long.')).catch(() => {})
  }

  /** As of `View`. */
  cover(index: SealedIndex): void {
    this.view.cover(index)
    this.#covered.add(index.physical)
  }
}
