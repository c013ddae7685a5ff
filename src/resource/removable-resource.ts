import { hasErrorCode, LeakedResourceError, messageOf } from '../errors/errors.ts'
import type { Ledger, LedgerState } from '../ledger/ledger.ts'
import type { Reporter } from '../report/events.ts'
import { reportPolls } from '../report/report-polls.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { ABSENT } from '../wait/wait-for-state.ts'
import { destroy } from './destroy.ts'
import * as messages from './messages.ts'
import type { Observation, Owner, SharedResourceKind } from './resource.ts'

/** Where a resource is, as its ledger records it. */
export interface Place {
  /** Twelve digits. */
  readonly account: string
  readonly region: string
}

/** A resource in a ledger, and how to remove it. */
export interface RemovableOptions<Spec, Seen extends Observation> {
  readonly kind: SharedResourceKind<Spec, Seen>
  readonly id: string
  readonly place: Place
  readonly ledger: Ledger
  readonly report: Reporter
  /** Default: real time. */
  readonly clock?: Clock | undefined
  /** The run that has made it. A resource of the name that belongs to another run is left alone. */
  readonly owner: Owner
  /** Whether it stays for later runs. */
  readonly reuse: boolean
  /** How long its removal may take, in milliseconds. */
  readonly destroyTimeoutMs: number
  /** How long its creation and removal usually take, in milliseconds, for progress messages; absent where that is unknown. */
  readonly expected?: { readonly readyMs: number; readonly goneMs: number } | undefined
}

/** A resource in a ledger, tracked until it is gone. */
export class RemovableResource<
  Spec,
  Seen extends Observation,
  Options extends RemovableOptions<Spec, Seen> = RemovableOptions<Spec, Seen>,
> {
  protected readonly options: Options
  protected readonly clock: Clock
  /** Its name in messages and reports: `OpenSearch domain vaf-airports-8f3a1c-1`. */
  readonly name: string
  /** The commands that delete it by hand. */
  readonly byHand: string

  constructor(options: Options) {
    const { kind, id, clock = systemClock } = options
    this.options = options
    this.clock = clock
    this.name = `${kind.name} ${id}`
    this.byHand = kind.removal(id).join(' && ')
  }

  /** Writes a change of state into the run's ledger. Fails with a ConfigError where it cannot be written. */
  note(state: LedgerState): Promise<void> {
    const { kind, id, place, reuse, ledger } = this.options
    return ledger.note({ type: kind.type, id, ...place, isKept: reuse }, state)
  }

  /**
   * Deletes it, waits until it is absent, and writes and reports that. Resolves to the names of what was deleted: none where
   * another run has a resource of that name. Fails with a LeakedResourceError that says how to delete it by hand, or with an
   * OwnershipError.
   */
  async destroy(): Promise<readonly string[]> {
    const { kind, id, owner, report, destroyTimeoutMs, expected } = this.options
    const startedAt = this.clock.now()
    await this.note('deleting')
    const isDeleted = await destroy({
      ...{ kind, id, owner, clock: this.clock, hint: messages.deleteByHand(this.byHand) },
      timeoutMs: destroyTimeoutMs,
      onPoll: reportPolls(report, { what: this.name, wanted: ABSENT, expectedMs: expected?.goneMs }),
    }).catch((error: unknown) => {
      throw saysWhatToDo(error) ? error : this.#notDeleted(error)
    })
    await this.note('gone')
    if (!isDeleted) return []
    report({ type: 'resource-deleted', what: this.name, elapsedMs: this.clock.now() - startedAt })
    return [this.name]
  }

  #notDeleted(cause: unknown): LeakedResourceError {
    const { id } = this.options
    return new LeakedResourceError(messages.notDeleted(this, id, messageOf(cause)), { resource: id, cause })
  }
}

const saysWhatToDo = (error: unknown) =>
  hasErrorCode(error, 'AWS_FIXTURE_LEAKED_RESOURCE') || hasErrorCode(error, 'AWS_FIXTURE_OWNERSHIP')
