import { OwnershipError } from '../../errors/errors.ts'
import { isSameOwner, OWNERSHIP_TAG, ownedBy } from '../../resource/ownership-tag.ts'
import type { Owner, OwnershipTags, SharedResourceKind } from '../../resource/resource.ts'
import { NAME_PREFIX } from '../../resource/resource-name.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { retry } from '../../wait/retry.ts'
import type { AwsAccount } from '../sdk/aws-account.ts'
import { tolerateAws } from '../sdk/control-plane.ts'
import { RecentlyAsked } from '../sdk/recently-asked.ts'
import { DomainCalls, orAbsent } from './calls.ts'
import { domainInput } from './create.ts'
import { domainDifferences } from './differences.ts'
import * as errors from './errors.ts'
import { DomainBeingDeletedError, isDomainBeingDeleted } from './errors.ts'
import type { DomainSpec } from './spec.ts'
import { type DomainObservation, domainObservation, unsettled } from './state.ts'

/** How long what was just made may be hidden, and what was just allowed may be refused, in milliseconds. */
const SPREADS_WITHIN_MS = 2 * 60_000

export interface OpenSearchDomainOptions {
  readonly account: AwsAccount
  /** Where the service is; default where the SDK looks for it, AWS_ENDPOINT_URL included. */
  readonly endpoint?: string | undefined
  readonly schedules?: SharedResourceKind<DomainSpec>['schedules'] | undefined
  readonly clock?: Clock | undefined
}

/** Domains of Amazon OpenSearch Service. One that is there is never changed, only refused where it differs. */
export class OpenSearchDomainKind implements SharedResourceKind<DomainSpec, DomainObservation> {
  readonly type = 'opensearch-domain'
  readonly name = 'OpenSearch domain'
  readonly target = 'active'
  readonly pending = ['requested', 'creating', 'modifying', 'unsettled']
  readonly visibleWithinMs = SPREADS_WITHIN_MS
  /** The service forgets a domain in one place after the other, and not for good the first time. */
  readonly absentPolls = 3
  readonly tolerate = tolerateAws
  declare readonly schedules?: NonNullable<OpenSearchDomainOptions['schedules']>
  readonly #account: AwsAccount
  readonly #clock: Clock
  readonly #calls: DomainCalls
  /** What this process has asked for, and may not see yet. */
  readonly #asked: RecentlyAsked

  constructor({ account, endpoint, schedules, clock = systemClock }: OpenSearchDomainOptions) {
    this.#account = account
    this.#clock = clock
    if (schedules) this.schedules = schedules
    this.#asked = new RecentlyAsked(SPREADS_WITHIN_MS, clock)
    this.#calls = new DomainCalls({ account, endpoint, clock })
  }

  async observe(id: string, signal: AbortSignal): Promise<DomainObservation | undefined> {
    const status = await orAbsent(this.#calls.describe(id, signal, 'once'))
    if (!status) {
      if (await this.#calls.isConfigured(id, signal)) return unsettled
      return this.#asked.has(id) ? { state: 'requested' } : undefined
    }
    this.#asked.forget(id)
    const seen = domainObservation(status)
    return seen.state === 'failed' ? { ...seen, detail: await this.#calls.whyFailed(id, signal) } : seen
  }

  /**
   * Succeeds also where a domain of ours is there already: an earlier request may have made it whose answer was lost, or
   * another run was first. Whose it is, is then for its tag to tell. Fails with DomainBeingDeletedError, with an
   * OwnershipError where it has no tag of ours, and with what AWS says.
   */
  async create(id: string, spec: DomainSpec, tags: OwnershipTags, signal: AbortSignal): Promise<void> {
    this.#asked.note(id)
    const input = domainInput(this.#account, id, spec, tags)
    let isRefused = true
    const onError = (error: unknown) => {
      isRefused &&= errors.isRefusal(error)
    }
    let refusal: unknown
    try {
      const status = await this.#whileSpreading(() => this.#calls.create(input, signal, onError), signal)
      // A new one has no address yet, save on an emulator; what has one may have been there, for AWS did not always mind.
      if (!status || domainObservation(status).endpoint === undefined) return
    } catch (error) {
      refusal = error
      if (isRefused) this.#asked.forget(id)
      if (await this.#isBeingDeleted(id, error, signal)) throw beingDeleted(id, error)
      if (!errors.isAlreadyThere(error)) throw errors.explainRefusal(id, error)
    }
    const found = await this.#findOwner(id, signal)
    if (found && !found.owner) throw strange(id, refusal)
  }

  /** Fails with OwnershipError where it is not ours, or another run's. */
  async delete(id: string, signal: AbortSignal, owner: Owner): Promise<void> {
    if (!id.startsWith(NAME_PREFIX)) throw this.#notOurs(id, `its name does not begin with '${NAME_PREFIX}'`)
    const status = await orAbsent(this.#calls.describe(id, signal))
    if (!status) return
    this.#asked.forget(id)
    if (domainObservation(status).state === 'deleting') return
    const { EngineVersion } = status
    // Domains of the older engine share the service's names.
    if (EngineVersion !== undefined && !EngineVersion.startsWith('OpenSearch_'))
      throw this.#notOurs(id, `its engine is '${EngineVersion}'`)
    const found = await this.#findOwner(id, signal)
    if (!found) return
    if (!found.owner) throw this.#notOurs(id, `it has no tag '${OWNERSHIP_TAG}' of this package`)
    if (!isSameOwner(found.owner, owner)) {
      throw this.#notOurs(id, `it belongs to the run ${found.owner.run}, and this is for ${owner.run}`)
    }
    await this.#calls.delete(id, signal)
  }

  /** A domain that was not to be seen yet when it was to be deleted. */
  async continueDelete(id: string, seen: DomainObservation, signal: AbortSignal, owner: Owner): Promise<undefined> {
    if (!['deleting', 'unsettled', 'requested'].includes(seen.state)) await this.delete(id, signal, owner)
  }

  owner(id: string, signal: AbortSignal): Promise<OwnershipTags | undefined> {
    return orAbsent(this.#calls.owner(id, signal))
  }

  /** What is gone has nothing to be tagged. */
  async retag(id: string, tags: OwnershipTags, signal: AbortSignal): Promise<void> {
    await orAbsent(this.#calls.tag(id, tags, signal))
  }

  async listOwned(run: string, signal: AbortSignal): Promise<readonly string[]> {
    return ownedBy(run, await this.#calls.list(signal), (id) => this.owner(id, signal))
  }

  isNameInUse(error: unknown): boolean {
    return isDomainBeingDeleted(error)
  }

  isGoing({ state }: DomainObservation): boolean {
    return state === 'deleting'
  }

  isUnclear({ state }: DomainObservation): boolean {
    return state === 'unsettled'
  }

  differences({ name, configuration }: DomainObservation, spec: DomainSpec): readonly string[] {
    if (!configuration || name === undefined) return ['its configuration is not known']
    return domainDifferences(configuration, spec, this.#account, name)
  }

  removal(id: string): readonly string[] {
    return [`aws opensearch delete-domain --domain-name ${id} --region ${this.#account.region}`]
  }

  /** `undefined`: there is no domain. */
  #findOwner(id: string, signal: AbortSignal): Promise<{ readonly owner: OwnershipTags | undefined } | undefined> {
    return orAbsent(this.#calls.owner(id, signal).then((owner) => ({ owner })))
  }

  async #isBeingDeleted(id: string, error: unknown, signal: AbortSignal): Promise<boolean> {
    if (errors.saysStillBeingDeleted(error)) return true
    if (!errors.isAlreadyThere(error)) return false
    const status = await orAbsent(this.#calls.describe(id, signal))
    return status !== undefined && domainObservation(status).state === 'deleting'
  }

  #notOurs(id: string, why: string): OwnershipError {
    return new OwnershipError(
      [
        `OpenSearch domain ${id} is not deleted: ${why}.`,
        'Only what carries both the name and the tag of this package is.',
        `Where nobody needs it: ${this.removal(id).join('; ')}`,
      ],
      { resource: id },
    )
  }

  /** What is new, a role or a policy, may be refused at first; for how long is known, how often is not. */
  #whileSpreading<Result>(call: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    const until = this.#clock.now() + SPREADS_WITHIN_MS
    return retry(call, {
      isTemporary: (error) => errors.isStillSpreading(error) && this.#clock.now() < until,
      attempts: Number.POSITIVE_INFINITY,
      baseMs: 1_000,
      maxMs: 10_000,
      signal,
      clock: this.#clock,
    })
  }
}

/** How domains are looked at, made and removed in one account and region. */
export const openSearchDomainKind = (options: OpenSearchDomainOptions): OpenSearchDomainKind =>
  new OpenSearchDomainKind(options)

const beingDeleted = (id: string, cause: unknown) =>
  new DomainBeingDeletedError(
    [
      `OpenSearch domain ${id} cannot be made: the last one of this name is still being deleted.`,
      'That takes some ten minutes, and sometimes hours. Another name need not wait for it.',
    ],
    { resource: id, cause },
  )

const strange = (id: string, cause: unknown) =>
  new OwnershipError(
    [
      `OpenSearch domain ${id} was there already.`,
      `It has no tag '${OWNERSHIP_TAG}' of this package, so it was left alone.`,
      "Choose another name for this project: 'aws.name'.",
    ],
    { resource: id, cause },
  )
