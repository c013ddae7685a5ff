import {
  AddTagsCommand,
  CreateDomainCommand,
  type CreateDomainCommandInput,
  type CreateDomainCommandOutput,
  DeleteDomainCommand,
  DescribeDomainChangeProgressCommand,
  DescribeDomainCommand,
  DescribeDomainConfigCommand,
  type DomainStatus,
  ListDomainNamesCommand,
  ListTagsCommand,
  OpenSearchClient,
} from '@aws-sdk/client-opensearch'
import { messageOf } from '../../errors/errors.ts'
import { OWNERSHIP_TAG, packOwnership, unpackOwnership } from '../../resource/ownership-tag.ts'
import type { OwnershipTags } from '../../resource/resource.ts'
import type { Clock } from '../../wait/clock.ts'
import { iamAction } from '../actions/actions.ts'
import type { AwsAccount } from '../sdk/aws-account.ts'
import { ControlPlane, type ControlPlaneOptions, type Send, tolerateAws } from '../sdk/control-plane.ts'
import type { RecentlyAsked } from '../sdk/recently-asked.ts'
import { toAwsError } from '../sdk/to-aws-error.ts'
import { domainArn } from './access-policy.ts'
import { isNotFound } from './errors.ts'
import * as messages from './messages.ts'
import { failureDetail } from './state.ts'

/** How long AWS may hide a new domain, or reject a new role or policy, in milliseconds. */
export const SPREADS_WITHIN_MS = 2 * 60_000

/** The control plane of domains in one account and region. */
export interface DomainControl {
  readonly account: AwsAccount
  readonly clock: Clock
  readonly calls: DomainCalls
  /** The domains that this process has requested, and that AWS may not show yet. */
  readonly asked: RecentlyAsked
}

/** The calls to Amazon OpenSearch Service for a domain. UpdateDomainConfig is not among them. */
export class DomainCalls {
  readonly #account: AwsAccount
  readonly #plane: ControlPlane
  readonly #client: OpenSearchClient

  constructor(options: ControlPlaneOptions) {
    this.#account = options.account
    this.#plane = new ControlPlane(options)
    this.#client = new OpenSearchClient(this.#plane.clientConfig)
  }

  /** Reads a domain, by one call for a wait, or by repeated calls. Fails with ResourceNotFoundException where it is not found. */
  async describe(id: string, signal: AbortSignal, how: 'once' | 'call' = 'call'): Promise<DomainStatus> {
    const command = new DescribeDomainCommand({ DomainName: id })
    const send = (options: { readonly abortSignal: AbortSignal }) => this.#client.send(command, options)
    return (await this.#plane[how]('DescribeDomain', send, signal)).DomainStatus!
  }

  /** Whether DescribeDomainConfig finds the domain, which the service keeps in another place. One call. */
  async isConfigured(id: string, signal: AbortSignal): Promise<boolean> {
    const command = new DescribeDomainConfigCommand({ DomainName: id })
    const sending = this.#plane.once('DescribeDomainConfig', (options) => this.#client.send(command, options), signal)
    return (await orAbsent(sending)) !== undefined
  }

  /** Why the last change failed, by its stages, or why these cannot be read. One call. */
  async whyFailed(id: string, signal: AbortSignal): Promise<string> {
    const command = new DescribeDomainChangeProgressCommand({ DomainName: id })
    const sending = this.#plane.once(
      'DescribeDomainChangeProgress',
      (options) => this.#client.send(command, options),
      signal,
    )
    try {
      return failureDetail((await orAbsent(sending))?.ChangeProgressStatus)
    } catch (error) {
      if (signal.aborted || tolerateAws(error) !== undefined) throw error
      // The domain has failed, which the run has to report even without the reason.
      return messageOf(
        toAwsError(error, { what: messages.reasonUnknown(), action: iamAction('es', 'DescribeDomainChangeProgress') }),
      )
    }
  }

  /** The owner by the tag; `undefined`: the domain has no tag of this package. Fails with ResourceNotFoundException. */
  async owner(id: string, signal: AbortSignal): Promise<OwnershipTags | undefined> {
    const command = new ListTagsCommand({ ARN: domainArn(this.#account, id) })
    const { TagList } = await this.#plane.call('ListTags', (options) => this.#client.send(command, options), signal)
    return unpackOwnership(TagList?.find(({ Key }) => Key === OWNERSHIP_TAG)?.Value)
  }

  /** Writes our tag. Fails with ResourceNotFoundException. */
  async tag(id: string, tags: OwnershipTags, signal: AbortSignal): Promise<void> {
    const TagList = [{ Key: OWNERSHIP_TAG, Value: packOwnership(tags) }]
    const command = new AddTagsCommand({ ARN: domainArn(this.#account, id), TagList })
    await this.#plane.call('AddTags', (options) => this.#client.send(command, options), signal)
  }

  /** The names of all domains, including those that are being deleted. */
  async list(signal: AbortSignal): Promise<readonly string[]> {
    const command = new ListDomainNamesCommand({ EngineType: 'OpenSearch' })
    const send = (options: { readonly abortSignal: AbortSignal }) => this.#client.send(command, options)
    const { DomainNames = [] } = await this.#plane.call('ListDomainNames', send, signal)
    return DomainNames.flatMap(({ DomainName }) => DomainName ?? [])
  }

  /** Requests a domain, and returns its status. `onError` receives the error of each attempt. */
  async create(
    input: CreateDomainCommandInput,
    signal: AbortSignal,
    onError: (error: unknown) => void,
  ): Promise<DomainStatus | undefined> {
    const command = new CreateDomainCommand(input)
    const send: Send<CreateDomainCommandOutput> = async (options) => {
      try {
        return await this.#client.send(command, options)
      } catch (error) {
        onError(error)
        throw error
      }
    }
    return (await this.#plane.call('CreateDomain', send, signal)).DomainStatus
  }

  /** Requests the deletion. Succeeds also where the domain is absent or being deleted. */
  async delete(id: string, signal: AbortSignal): Promise<void> {
    const command = new DeleteDomainCommand({ DomainName: id })
    await orAbsent(this.#plane.call('DeleteDomain', (options) => this.#client.send(command, options), signal))
  }
}

/** The result of a call, or `undefined` where the domain is not found. */
export async function orAbsent<Found>(looking: Promise<Found>): Promise<Found | undefined> {
  try {
    return await looking
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}
