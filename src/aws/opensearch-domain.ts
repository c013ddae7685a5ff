import type { DomainStatus } from '@aws-sdk/client-opensearch'
import { LeakedResourceError, ProvisionError } from '../errors.ts'
import { OWNERSHIP_TAG } from '../resource/ownership-tag.ts'
import type { OwnershipTags, SharedResourceKind } from '../resource/resource.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { retry } from '../wait/retry.ts'
import type { AwsAccount } from './aws-account.ts'
import { tolerateAws } from './control-plane.ts'
import { DomainCalls, orAbsent } from './domain-calls.ts'
import { domainDifferences } from './domain-differences.ts'
import * as errors from './domain-errors.ts'
import { domainInput } from './domain-input.ts'
import { type DomainObservation, domainObservation } from './domain-observation.ts'
import type { DomainSpec } from './domain-spec.ts'

/** How long what was just made may be hidden, and what was just allowed may be refused, in milliseconds. */
const SPREADS_WITHIN_MS = 2 * 60_000

/** What every name of ours begins with; nothing of another name is ever deleted. */
const OUR_PREFIX = 'vaf-'

export interface OpenSearchDomainOptions {
  readonly account: AwsAccount
  /** Where the service is; default where the SDK looks for it, AWS_ENDPOINT_URL included. */
  readonly endpoint?: string | undefined
  readonly schedules?: SharedResourceKind<DomainSpec>['schedules'] | undefined
  readonly clock?: Clock | undefined
}

/** What this process has asked for: by which session, and until when it may be there without being seen. */
interface Asked {
  readonly session: string
  readonly hiddenUntil: number
}

/** Domains of Amazon OpenSearch Service. One that is there is never changed, only refused where it differs. */
export class OpenSearchDomainKind implements SharedResourceKind<DomainSpec, DomainObservation> {
  readonly type = 'opensearch-domain'
  readonly name = 'OpenSearch domain'
  readonly target = 'active'
  readonly pending = ['creating', 'modifying', 'unsettled']
  readonly visibleWithinMs = SPREADS_WITHIN_MS
  /** The service forgets a domain in one place after the other, and not for good the first time. */
  readonly absentLooks = 3
  readonly tolerate = tolerateAws
  declare readonly schedules?: NonNullable<OpenSearchDomainOptions['schedules']>
  readonly #account: AwsAccount
  readonly #clock: Clock
  readonly #calls: DomainCalls
  readonly #asked = new Map<string, Asked>()

  constructor({ account, endpoint, schedules, clock = systemClock }: OpenSearchDomainOptions) {
    this.#account = account
    this.#clock = clock
    if (schedules) this.schedules = schedules
    this.#calls = new DomainCalls({ account, endpoint, clock })
  }

  async observe(id: string, signal: AbortSignal): Promise<DomainObservation | undefined> {
    const status = await orAbsent(this.#calls.describe(id, signal, 'once'))
    if (!status) return (await this.#calls.isConfigured(id, signal)) ? { state: 'unsettled' } : undefined
    this.#noteSeen(id)
    const seen = domainObservation(status)
    return seen.state === 'failed' ? { ...seen, detail: await this.#calls.whyFailed(id, signal) } : seen
  }

  /** Fails with DomainBeingDeletedError, or another ProvisionError: refused, or another session was first. */
  async create(id: string, spec: DomainSpec, tags: OwnershipTags, signal: AbortSignal): Promise<void> {
    const deadline = this.#clock.now() + SPREADS_WITHIN_MS
    this.#asked.set(id, { session: tags.session, hiddenUntil: deadline })
    const input = domainInput(this.#account, id, spec, tags)
    let isRefused = true
    const onError = (error: unknown) => {
      isRefused &&= errors.isRefusal(error)
    }
    try {
      const create = () => this.#calls.create(input, signal, onError)
      await this.#whileSpreading(create, errors.isStillSpreading, deadline, signal)
    } catch (error) {
      if (await this.#isBeingDeleted(id, error, signal)) throw beingDeleted(id, error)
      // Then an earlier call of ours whose answer was lost has made it, or somebody else was first: its tag tells.
      if (!errors.isAlreadyThere(error)) {
        if (isRefused) this.#asked.delete(id)
        throw errors.asCreateError(error, id)
      }
    }
    await this.#checkIsOurs(id, tags, signal)
  }

  /** Fails with LeakedResourceError where it is not ours, or another session's than the one that asked for it here. */
  async delete(id: string, signal: AbortSignal): Promise<void> {
    if (!id.startsWith(OUR_PREFIX)) throw this.#notOurs(id, `its name does not begin with '${OUR_PREFIX}'`)
    const status = await orAbsent(this.#describeAsked(id, signal))
    if (!status || status.Deleted) return
    const found = await orAbsent(this.#calls.owner(id, signal).then((owner) => ({ owner })))
    if (!found) return
    const asked = this.#asked.get(id)
    if (!found.owner) throw this.#notOurs(id, `it has no tag '${OWNERSHIP_TAG}' of this package`)
    if (asked && found.owner.session !== asked.session) {
      throw this.#notOurs(id, `it belongs to the session ${found.owner.session}, and this is ${asked.session}`)
    }
    await this.#calls.delete(id, signal)
  }

  owner(id: string, signal: AbortSignal): Promise<OwnershipTags | undefined> {
    return orAbsent(this.#calls.owner(id, signal))
  }

  isNameInUse(error: unknown): boolean {
    return errors.isDomainBeingDeleted(error)
  }

  isGoing({ state }: DomainObservation): boolean {
    return state === 'deleting' || state === 'unsettled'
  }

  differences({ name, configuration }: DomainObservation, spec: DomainSpec): readonly string[] {
    if (!configuration || name === undefined) return ['its configuration is not known']
    return domainDifferences(configuration, spec, this.#account, name)
  }

  removal(id: string): readonly string[] {
    return [`aws opensearch delete-domain --domain-name ${id} --region ${this.#account.region}`]
  }

  /** A domain that was asked for here and has not been seen yet is waited for: else it would appear when nobody looks. */
  #describeAsked(id: string, signal: AbortSignal): Promise<DomainStatus> {
    const hiddenUntil = this.#asked.get(id)?.hiddenUntil ?? 0
    return this.#whileSpreading(() => this.#calls.describe(id, signal), errors.isNotFound, hiddenUntil, signal)
  }

  #noteSeen(id: string): void {
    const asked = this.#asked.get(id)
    if (asked) this.#asked.set(id, { ...asked, hiddenUntil: 0 })
  }

  async #isBeingDeleted(id: string, error: unknown, signal: AbortSignal): Promise<boolean> {
    if (errors.saysStillBeingDeleted(error)) return true
    if (!errors.isAlreadyThere(error)) return false
    return (await orAbsent(this.#calls.describe(id, signal)))?.Deleted === true
  }

  /** A creation may have changed nothing, or somebody else's domain: what it answers does not tell. */
  async #checkIsOurs(id: string, { session }: OwnershipTags, signal: AbortSignal): Promise<void> {
    const until = this.#clock.now() + SPREADS_WITHIN_MS
    this.#asked.set(id, { session, hiddenUntil: until })
    const owner = await this.#whileSpreading(() => this.#calls.owner(id, signal), errors.isNotFound, until, signal)
    this.#noteSeen(id)
    if (owner?.session === session) return
    throw new ProvisionError(
      [
        `OpenSearch domain ${id} was there already: it is not of this session, ${session}.`,
        owner ? `It belongs to the session ${owner.session}.` : `It has no tag '${OWNERSHIP_TAG}' of this package.`,
        owner
          ? 'Run again; what is there can then be used, or another name is taken.'
          : 'Set aws.name, for another name.',
      ],
      { resource: id },
    )
  }

  #notOurs(id: string, why: string): LeakedResourceError {
    return new LeakedResourceError(
      [
        `OpenSearch domain ${id} is not deleted: ${why}.`,
        'Only what carries both the name and the tag of this package is.',
        `Where nobody needs it: ${this.removal(id).join('; ')}`,
      ],
      { resource: id },
    )
  }

  #whileSpreading<Result>(
    call: () => Promise<Result>,
    mayPass: (error: unknown) => boolean,
    until: number,
    signal: AbortSignal,
  ): Promise<Result> {
    return retry(call, {
      isTemporary: (error) => mayPass(error) && this.#clock.now() < until,
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
  new errors.DomainBeingDeletedError(
    [
      `OpenSearch domain ${id} cannot be made: the last one of this name is still being deleted.`,
      'That takes some ten minutes, and sometimes hours. Another name need not wait for it.',
    ],
    { resource: id, cause },
  )
