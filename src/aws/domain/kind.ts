import type { SharedResourceKind } from '../../resource/resource.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import type { AwsAccount } from '../sdk/aws-account.ts'
import { tolerateAws } from '../sdk/control-plane.ts'
import { RecentlyAsked } from '../sdk/recently-asked.ts'
import { wrapErrors } from '../sdk/wrap-errors.ts'
import { DomainCalls, type DomainControl, orAbsent, SPREADS_WITHIN_MS } from './calls.ts'
import { createDomain } from './create.ts'
import { deleteDomain } from './delete.ts'
import { domainDifferences } from './differences.ts'
import { isDomainBeingDeleted } from './errors.ts'
import * as messages from './messages.ts'
import { domainRemoval, domainsOf } from './owner.ts'
import type { DomainSpec } from './spec.ts'
import { type DomainObservation, domainObservation, unsettled } from './state.ts'

export interface OpenSearchDomainOptions {
  readonly account: AwsAccount
  /** The endpoint of the service; default the one that the SDK finds, by AWS_ENDPOINT_URL for example. */
  readonly endpoint?: string | undefined
  /** When the state is polled; default every 100 ms. */
  readonly schedules?: SharedResourceKind<DomainSpec>['schedules'] | undefined
  readonly clock?: Clock | undefined
}

/** Domains of Amazon OpenSearch Service. An existing domain is never changed, but refused where it differs from the spec. */
export interface OpenSearchDomainKind
  extends Omit<Domains, 'continueCreate' | 'continueDelete' | 'isUnclear' | 'listMarks' | 'putMark' | 'removeMark'> {
  continueDelete: NonNullable<Domains['continueDelete']>
  isUnclear: NonNullable<Domains['isUnclear']>
}

type Domains = SharedResourceKind<DomainSpec, DomainObservation>

/** The kind of resource that observes, creates and deletes domains in one account and region. */
export function openSearchDomainKind(options: OpenSearchDomainOptions): OpenSearchDomainKind {
  const { account, endpoint, schedules, clock = systemClock } = options
  const asked = new RecentlyAsked(SPREADS_WITHIN_MS, clock)
  const calls = new DomainCalls({ account, endpoint, clock })
  const control: DomainControl = { account, clock, calls, asked }

  const kind: OpenSearchDomainKind = {
    type: 'opensearch-domain',
    name: 'OpenSearch domain',
    target: 'active',
    pending: ['requested', 'creating', 'modifying', 'unsettled'],
    visibleWithinMs: SPREADS_WITHIN_MS,
    // The service removes a domain from its two places one after the other, and may show it again for a moment.
    absentPolls: 3,
    tolerate: tolerateAws,
    ...(schedules && { schedules }),

    async observe(id, signal) {
      const status = await orAbsent(calls.describe(id, signal, 'once'))
      if (!status) {
        if (await calls.isConfigured(id, signal)) return unsettled
        return asked.has(id) ? { state: 'requested' } : undefined
      }
      asked.forget(id)
      const seen = domainObservation(status)
      return seen.state === 'failed' ? { ...seen, detail: await calls.whyFailed(id, signal) } : seen
    },

    create: (id, spec, tags, signal) => createDomain(control, id, spec, tags, signal),
    delete: (id, signal, owner) => deleteDomain(control, id, signal, owner),

    /** Deletes a domain that `delete` could not see yet. */
    async continueDelete(id, seen, signal, owner) {
      if (!['deleting', 'unsettled', 'requested'].includes(seen.state)) await deleteDomain(control, id, signal, owner)
      return undefined
    },

    owner: (id, signal) => orAbsent(calls.owner(id, signal)),

    async retag(id, tags, signal) {
      await orAbsent(calls.tag(id, tags, signal))
    },

    listOwned: (run, signal) => domainsOf(control, run, signal),
    isNameInUse: isDomainBeingDeleted,
    isGoing: ({ state }) => state === 'deleting',
    isUnclear: ({ state }) => state === 'unsettled',
    differences: ({ name, configuration }, spec) =>
      configuration && name !== undefined
        ? domainDifferences(configuration, spec, account, name)
        : [messages.unknownConfiguration()],
    removal: (id) => domainRemoval(id, account.region),
  }
  return wrapErrors(kind, messages.failures)
}
