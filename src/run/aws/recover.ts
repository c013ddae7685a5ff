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
  /** The kinds of resources that this version knows, by their type. */
  readonly kinds: Readonly<Record<string, SharedResourceKind<unknown, Observation>>>
  readonly destroyTimeoutMs: number
  readonly signal: AbortSignal
}

/** How long after its start a run on another machine is told of, where its account or region is another one; in milliseconds. */
const TOLD_AFTER_MS = 24 * 60 * 60_000

/**
 * Deletes what earlier runs have left: resources that have the run's tag and whose process has ended on this machine, or
 * whose tag has expired. It sends the requests now; the cleanup checks side by side that each resource is gone, and fails
 * where one is not. It leaves alone what a run on another machine may still use, and warns of it.
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

/** Whether a resource may have been left. A kept one was not, unless its run was deleting it because it was unusable. */
const isLeft = ({ state, isKept }: RecordedResource) =>
  isKept ? state === 'deleting' : state !== 'gone' && state !== 'kept'

/** The recovery of one resource that may have been left. */
class Recovery {
  readonly #options: RecoverOptions
  readonly #left: Left
  readonly #kind: SharedResourceKind<unknown, Observation>
  readonly #owner: Owner
  /** Whether anybody has seen it; if nobody has, AWS may show it later. */
  #wasSeen: boolean
  #isTold = false

  constructor(options: RecoverOptions, left: Left) {
    this.#options = options
    this.#left = left
    this.#kind = options.kinds[left.resource.type]!
    this.#owner = { run: left.record.run, proof: proofOf(left.record.secret) }
    this.#wasSeen = left.resource.at.ready !== undefined
  }

  /** Sends the deletion, if it is certainly due. */
  async begin(): Promise<void> {
    const { signal } = this.#options
    try {
      const fate = await this.#look(signal)
      if (fate === 'leave') return
      this.#seeTo()
      if (fate === 'delete') await this.#kind.delete(this.#left.resource.id, signal, this.#owner)
    } catch (error) {
      // The cleanup tries again and reports the outcome, unless the run ends now.
      if (signal.aborted || hasErrorCode(error, 'AWS_FIXTURE_CONFIG')) throw error
      this.#seeTo()
    }
  }

  /** Decides by the owner, which it reads each time. Reports the decision once. */
  async #look(signal: AbortSignal): Promise<Fate> {
    const { clock = systemClock, report } = this.#options
    const looked = { kind: this.#kind, id: this.#left.resource.id, clock }
    const found = await observeOwner(looked, signal)
    this.#wasSeen ||= found !== undefined
    const seen = found ? undefined : await observe(looked, signal)
    // Where one endpoint of AWS does not know it yet, or any more, it has no tag there to decide by.
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

  /** Registers the step of the cleanup that deletes it and checks that it is gone. */
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
        // Another run may find and delete it at the same time, before this one has seen it.
        const isKnownGone = () => isNotedGone(record, resource.type, resource.id)
        const askedAt = resource.at.creating ?? record.startedAt
        await awaitVisible({ kind, id: resource.id, clock, askedAt, isKnownGone })
      }
      const fate = await this.#look(signal).catch((error: unknown) => {
        const lines = messages.ownerNotRead({ what, byHand: this.#resource().byHand }, messageOf(error))
        throw new LeakedResourceError(lines, { resource: resource.id, cause: error })
      })
      if (fate === 'leave') return []
      const removed = await this.#resource().destroy()
      return removed.length > 0 ? [what] : []
    })
  }

  /** Notes in the ledger that it is gone, so that later runs do not ask for it. */
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
