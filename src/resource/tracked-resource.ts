import { hasErrorCode, ProvisionError, UnexpectedStateError } from '../errors/errors.ts'
import type { CleanupStack } from '../ledger/cleanup-stack.ts'
import type { Cost } from '../report/cost.ts'
import { reportPolls } from '../report/report-polls.ts'
import { waitForState } from '../wait/wait-for-state.ts'
import { renewExpiry } from './expiry.ts'
import type { Use } from './mark.ts'
import { namesOf } from './mark.ts'
import { Marks } from './marks.ts'
import * as messages from './messages.ts'
import { isSameOwner } from './ownership-tag.ts'
import { awaitReady, observeOwner } from './poll-resource.ts'
import { type RemovableOptions, RemovableResource } from './removable-resource.ts'
import type { Observation, OwnershipTags } from './resource.ts'
import type { Stop } from './stop.ts'
import { stopUnlessUsed } from './stop.ts'

/** One resource that a run requests, and how the run uses it. */
export interface TrackedOptions<Spec, Seen extends Observation> extends Omit<RemovableOptions<Spec, Seen>, 'owner'> {
  readonly spec: Spec
  readonly tags: OwnershipTags & { readonly fingerprint: string }
  /** The cleanup in which the undo is registered before anything is created. */
  readonly cleanup: CleanupStack
  /** How a resource that stays is stopped after the run, so that it costs less. Default: it goes on running. */
  readonly stop?: Stop<Seen> | undefined
  /** How this run uses a resource that others may use too. Default: the run neither reads nor writes marks. */
  readonly use?: Use | undefined
  /** Its cost while it exists; absent where it costs nothing. */
  readonly cost?: Cost | undefined
  /** How long its tag is valid, in milliseconds. It is renewed while this run holds the resource. Default: it is not renewed. */
  readonly ttlMs?: number | undefined
  /** Aborted when the cleanup of the run begins: from then on no tag is renewed. Default: when the resource's own cleanup begins. */
  readonly until?: AbortSignal | undefined
  /** How long it may take to become ready, in milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** A resource of a run, from before its request until it is gone or left to later runs. */
export class TrackedResource<Spec, Seen extends Observation> extends RemovableResource<
  Spec,
  Seen,
  RemovableOptions<Spec, Seen> & TrackedOptions<Spec, Seen>
> {
  /** `undefined`: runs do not mark resources of this kind. */
  readonly #marks: Marks | undefined
  /** What the cleanup does with it. `leave`: it belongs to another run, or a person has to decide. */
  #atEnd: 'destroy' | 'keep' | 'leave' = 'destroy'

  constructor(options: TrackedOptions<Spec, Seen>) {
    super({ ...options, owner: options.tags })
    const { kind, id, tags, reuse, use, report } = options
    if (use && reuse && kind.putMark) {
      this.#marks = new Marks({ ...{ kind, id, tags, use, report }, clock: this.clock })
    }
  }

  /**
   * Creates it: writes the ledger, registers the undo, sends the request, reads the tags back, waits. `name-in-use`: a resource of
   * the name is still being deleted. `made-by-another`: another run with the same spec was quicker.
   *
   * Fails with a ProvisionError or an OwnershipError where the existing resource belongs to somebody else, and leaves it alone.
   */
  async create(): Promise<Seen | 'name-in-use' | 'made-by-another'> {
    const { kind, id, spec, tags, reuse, report, signal, cost } = this.options
    const startedAt = this.clock.now()
    await this.note('creating')
    this.#undoAtEnd()
    report({ type: 'resource-asked', what: this.name, cost })
    try {
      await kind.create(id, spec, tags, signal)
    } catch (error) {
      const instead = kind.isNameInUse(error) ? 'name-in-use' : await this.#whoWasQuicker()
      if (instead || hasErrorCode(error, 'AWS_FIXTURE_OWNERSHIP')) await this.#isNotOurs()
      if (!instead) throw error
      return instead
    }
    await this.note('created')
    const owner = await this.#readBackOwner()
    if (!isSameOwner(owner, tags)) {
      await this.#isNotOurs()
      if (reuse && owner.fingerprint === tags.fingerprint) return 'made-by-another'
      throw new ProvisionError(messages.madeByAnother(this.name, owner.run), { resource: id })
    }
    if (reuse) this.#atEnd = 'keep'
    try {
      const seen = await this.#hold(tags, true, messages.cannotBeUsed())
      await this.note('ready')
      report({ type: 'resource-created', what: this.name, elapsedMs: this.clock.now() - startedAt })
      return seen
    } catch (error) {
      // A later run could not use a failed resource either.
      if (hasErrorCode(error, 'AWS_FIXTURE_UNEXPECTED_STATE')) this.#atEnd = 'destroy'
      throw error
    }
  }

  /**
   * Uses an existing resource that is ours by its tags and fits the spec. Fails with a ProvisionError for any other, and with an
   * UnexpectedStateError where it will never be ready.
   */
  async adopt(found: Seen): Promise<Seen> {
    const { report, cost } = this.options
    const startedAt = this.clock.now()
    const owner = await this.#assertUsable(found)
    this.#atEnd = 'keep'
    this.#undoAtEnd()
    // The ledger is written before the mark, because the next run learns from it that this run has ended.
    if (this.#marks) await this.note('kept')
    const seen = await this.#hold(owner, false).catch((error: unknown) => {
      if (!(error instanceof UnexpectedStateError)) throw error
      this.#atEnd = 'leave'
      throw this.#neverReady(owner.run, error)
    })
    this.#assertAsAsked(seen)
    await this.note('kept')
    report({ type: 'resource-reused', what: this.name, cost, elapsedMs: this.clock.now() - startedAt })
    return seen
  }

  #undoAtEnd(): void {
    this.options.cleanup.push(this.name, async () => {
      if (this.#atEnd === 'leave') return []
      return this.#atEnd === 'keep' ? this.#keep() : this.destroy()
    })
  }

  /** Leaves it to later runs, stopped where possible, and reports that. */
  async #keep(): Promise<readonly string[]> {
    const { report, stop } = this.options
    const startedAt = this.clock.now()
    const users = stop ? await stopUnlessUsed(this.options, stop, this.#marks) : []
    await this.note('kept')
    const isAtRest = stop !== undefined && users.length === 0
    const why = messages.keptFor(stop?.target, namesOf(users))
    const elapsedMs = this.clock.now() - startedAt
    report({ type: 'resource-kept', what: this.name, why, ...(isAtRest && { isAtRest }), elapsedMs })
    return []
  }

  /** Notes that the resource of this name belongs to another run. */
  async #isNotOurs(): Promise<void> {
    this.#atEnd = 'leave'
    await this.note('gone')
  }

  /** Renews its tag, waits for this run's turn on it, and then until it can be used. */
  async #hold(owner: OwnershipTags, isNew: boolean, wayOut?: string): Promise<Seen> {
    const { kind, id, spec, tags, reuse, report, signal, timeoutMs, expected } = this.options
    renewExpiry(this.options, owner)
    await this.#marks?.hold(this.options)
    return awaitReady({
      ...{ kind, id, asked: { spec, tags }, timeoutMs, clock: this.clock, signal, isNew },
      hint: messages.tooSlow(this.byHand, reuse),
      ...(wayOut !== undefined && { wayOut }),
      onPoll: reportPolls(report, { what: this.name, wanted: kind.target, expectedMs: expected?.readyMs }),
    })
  }

  /** Whether a create failed because another run with the same spec was quicker. */
  async #whoWasQuicker(): Promise<'made-by-another' | undefined> {
    const { kind, id, tags, reuse, signal } = this.options
    if (!reuse || signal.aborted) return undefined
    // The error of the create is reported, even when this read fails.
    const owner = await kind.owner(id, signal).catch(() => undefined)
    const isOthers = owner !== undefined && !isSameOwner(owner, tags)
    return isOthers && owner.fingerprint === tags.fingerprint ? 'made-by-another' : undefined
  }

  /** The tags of the existing resource: a create may have affected one that another run had just created. */
  async #readBackOwner(): Promise<OwnershipTags> {
    const { kind, id, tags, signal } = this.options
    const { visibleWithinMs = 0 } = kind
    let owner: OwnershipTags = tags
    await waitForState({
      what: `the tags of ${this.name}`,
      observe: async (poll) => {
        const seen = await kind.owner(id, poll)
        if (!seen) return undefined
        owner = seen
        return { state: 'there' }
      },
      target: 'there',
      pending: [],
      absentForMs: visibleWithinMs,
      timeoutMs: visibleWithinMs,
      schedule: kind.schedules?.ready,
      tolerate: kind.tolerate,
      signal,
      clock: this.clock,
    }).catch((cause: unknown) => {
      if (!hasErrorCode(cause, 'AWS_FIXTURE_UNEXPECTED_STATE')) throw cause
      throw new ProvisionError(messages.tagsNotRead(this, visibleWithinMs), { resource: id, cause })
    })
    return owner
  }

  /** Returns its ownership tags. Fails with a ProvisionError where this run may not use it. */
  async #assertUsable(found: Seen): Promise<OwnershipTags> {
    const { id, tags, reuse, signal } = this.options
    const owner = await observeOwner(this.options, signal)
    const { state } = found
    if (!owner) throw new ProvisionError(messages.notOurs(this.name), { resource: id })
    const { run, project } = owner
    if (project !== undefined && project !== tags.project) {
      const whose = { owner: project, project: tags.project, run, state }
      throw new ProvisionError(messages.anotherProjects(this.name, whose), { resource: id })
    }
    if (!reuse || owner.fingerprint !== tags.fingerprint) {
      throw new ProvisionError(messages.anotherRuns(this.name, run, state), { resource: id })
    }
    return owner
  }

  /** Other runs may wait for it too, so only a person may delete it. */
  #neverReady(maker: string, error: UnexpectedStateError): UnexpectedStateError {
    const advice = messages.neverReady(maker, this.byHand)
    const { id } = this.options
    return new UnexpectedStateError([error.message, advice], { resource: id, state: error.state, cause: error })
  }

  #assertAsAsked(seen: Seen): void {
    const { kind, id, spec } = this.options
    const differences = kind.differences(seen, spec)
    if (differences.length === 0) return
    throw new ProvisionError(messages.notAsAsked(this, differences), { resource: id })
  }
}
