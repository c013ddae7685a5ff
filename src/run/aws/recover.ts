import { hasErrorCode, LeakedResourceError, messageOf } from '../../errors/errors.ts'
import type { CleanupStack } from '../../ledger/cleanup-stack.ts'
import type { LedgerRecord, RecordedResource } from '../../ledger/ledger.ts'
import { proofOf } from '../../ledger/ledger.ts'
import { continueLedger, isNotedGone } from '../../ledger/ledger-files.ts'
import { livenessOf } from '../../process/process-identity.ts'
import type { Reporter } from '../../report/events.ts'
import { isSameOwner } from '../../resource/ownership-tag.ts'
import { awaitVisible, observe, observeOwner } from '../../resource/poll-resource.ts'
import type { Place } from '../../resource/removable-resource.ts'
import { RemovableResource } from '../../resource/removable-resource.ts'
import type { Observation, Owner, OwnershipTags, SharedResourceKind } from '../../resource/resource.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import type { Fate, Left } from './fate-of-left.ts'
import { fateOf } from './fate-of-left.ts'
import * as messages from './messages.ts'

export interface RecoverOptions {
  readonly place: Place
  readonly cleanup: CleanupStack
  readonly report: Reporter
  readonly clock?: Clock | undefined
  readonly ledgers: readonly LedgerRecord[]
  /** The kinds there are, by their type. */
  readonly kinds: Readonly<Record<string, SharedResourceKind<unknown, Observation>>>
  readonly destroyTimeoutMs: number
  readonly signal: AbortSignal
}

/** A run of which nothing can be known is told of, where its place cannot be looked at, after so long. */
const TOLD_AFTER_MS = 24 * 60 * 60_000

/**
 * Deletes what earlier runs have left, and only that: what is the run's by its tag, and whose process has ended on
 * this machine; or what has expired by its tag. The requests are sent now; that each is gone is seen to by the cleanup, side
 * by side, which fails where one is not. What may still be used by a run elsewhere is told, and left alone.
 */
export async function recover(options: RecoverOptions): Promise<void> {
  const { ledgers, kinds, place, cleanup, report, clock = systemClock } = options
  const left = ledgers.flatMap(leftIn)
  const isHere = ({ resource: { type, account, region } }: Left) =>
    Object.hasOwn(kinds, type) && account === place.account && region === place.region
  for (const each of left.filter((each) => !isHere(each))) {
    const { liveness, record } = each
    const isTold = liveness === 'gone' || clock.now() - record.startedAt > TOLD_AFTER_MS
    if (isTold) report({ type: 'warning', message: messages.leftElsewhere(each) })
  }
  const here = left.filter(isHere)
  if (here.length === 0) return
  const stacks = cleanup.branch(here.length)
  for (const [at, each] of here.entries()) await new Recovery({ ...options, cleanup: stacks[at]! }, each).begin()
}

function leftIn(record: LedgerRecord): Left[] {
  const liveness = livenessOf(record.process)
  if (liveness === 'running') return []
  return record.resources.filter(isLeft).map((resource) => ({ record, resource, liveness }))
}

/** One that is kept is, but for one that was of no use and was being deleted. */
const isLeft = ({ state, isKept }: RecordedResource) =>
  isKept ? state === 'deleting' : state !== 'gone' && state !== 'kept'

/** What becomes of one resource that was left. */
class Recovery {
  readonly #options: RecoverOptions
  readonly #left: Left
  readonly #kind: SharedResourceKind<unknown, Observation>
  readonly #owner: Owner
  /** Whether somebody has seen it, so that its absence means something. */
  #wasSeen: boolean
  #isTold = false

  constructor(options: RecoverOptions, left: Left) {
    this.#options = options
    this.#left = left
    this.#kind = options.kinds[left.resource.type]!
    this.#owner = { run: left.record.run, proof: proofOf(left.record.secret) }
    this.#wasSeen = left.resource.at.ready !== undefined
  }

  /** Asks for the deletion where it is known to be due. */
  async begin(): Promise<void> {
    const { signal } = this.#options
    try {
      const fate = await this.#look(signal)
      if (fate === 'leave') return
      this.#seeTo()
      if (fate === 'delete') await this.#kind.delete(this.#left.resource.id, signal, this.#owner)
    } catch (error) {
      // The cleanup asks again, and tells what comes of it; only an end of the run is not to be waited for.
      if (signal.aborted || hasErrorCode(error, 'AWS_FIXTURE_CONFIG')) throw error
      this.#seeTo()
    }
  }

  /** Whose it is decides, each time anew. Tells what is decided, once. */
  async #look(signal: AbortSignal): Promise<Fate> {
    const { clock = systemClock, report } = this.#options
    const looked = { kind: this.#kind, id: this.#left.resource.id, clock }
    const found = await observeOwner(looked, signal)
    this.#wasSeen ||= found !== undefined
    const seen = found ? undefined : await observe(looked, signal)
    // What one of AWS's places has forgotten, or does not know yet, has no tag there to be judged by.
    const isThere = found !== undefined || (seen !== undefined && !this.#kind.isUnclear?.(seen))
    const fate = fateOf(this.#left, { isThere, owner: found, isOurs: this.#isOurs(found) }, clock.now())
    const told = this.#isTold ? undefined : messages.fateOf(fate, this.#left, this.#kind, found)
    if (told !== undefined) report({ type: 'warning', message: told })
    this.#isTold ||= told !== undefined
    if (fate === 'forget') await this.#forget()
    return fate === 'forget' ? 'leave' : fate
  }

  #isOurs = (found: OwnershipTags | undefined) => found !== undefined && isSameOwner(found, this.#owner)

  #isSeenTo = false

  /** Registers what makes sure, at the end of the run, that it is gone. */
  #seeTo(): void {
    const { cleanup, clock } = this.#options
    if (this.#isSeenTo) return
    this.#isSeenTo = true
    const { record, resource } = this.#left
    const kind = this.#kind
    const what = messages.whatIsLeft(this.#left, kind)
    cleanup.push(what, async () => {
      const { signal } = new AbortController()
      if (!this.#wasSeen) {
        // Runs at the same time find the same: one of them deletes it, before the other has seen it.
        const isKnownGone = () => isNotedGone(record, resource.type, resource.id)
        const askedAt = resource.at.creating ?? record.startedAt
        await awaitVisible({ kind, id: resource.id, clock, askedAt, isKnownGone })
      }
      const fate = await this.#look(signal).catch((error: unknown) => {
        const byHand = kind.removal(resource.id).join(' && ')
        const lines = messages.ownerNotRead({ what, byHand }, messageOf(error))
        throw new LeakedResourceError(lines, { resource: resource.id, cause: error })
      })
      if (fate === 'leave') return []
      const removed = await this.#resource().destroy()
      return removed.length > 0 ? [what] : []
    })
  }

  /** What the ledger tells of is not there any more; later runs need not ask. */
  async #forget(): Promise<void> {
    await this.#resource().note('gone')
  }

  #resource() {
    const { record, resource } = this.#left
    return new RemovableResource({
      ...this.#options,
      ...{ kind: this.#kind, id: resource.id, reuse: resource.isKept, owner: this.#owner },
      ledger: continueLedger(record),
    })
  }
}
