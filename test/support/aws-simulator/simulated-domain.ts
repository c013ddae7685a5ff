import { createHash } from 'node:crypto'
import type {
  ChangeProgressDetails,
  ChangeProgressStatusDetails,
  CreateDomainRequest,
  DomainConfig,
  DomainStatus,
} from '@aws-sdk/client-opensearch'
import type { DomainScript } from './domain-script.ts'

/** Why a change of a domain fails. */
export interface FailedChange {
  readonly status: 'ValidationFailed' | 'Cancelled'
  /** When the failure shows, in milliseconds since the change began. */
  readonly afterMs: number
  /** The text of the stage that failed. */
  readonly text: string
}

/** The phase of a domain, which follows from the clock alone. */
export type Phase = 'hidden' | 'working' | 'failed' | 'active' | 'deleting' | 'lingering' | 'gone'

/** A domain, whose state follows from the requests for it, their times, and the clock. */
export class SimulatedDomain {
  readonly tags: Map<string, string>
  input: CreateDomainRequest
  failure: FailedChange | undefined
  readonly #createdAt: number
  readonly #place: { readonly region: string; readonly account: string }
  readonly #script: DomainScript
  #change: { readonly since: number; readonly until: number }
  #hasEndpoint = false
  #deletedAt = Number.POSITIVE_INFINITY
  #lingeringLooks = 0
  #isRecovered = false
  #isIsolated = false

  constructor(
    input: CreateDomainRequest,
    script: DomainScript,
    place: { readonly region: string; readonly account: string },
    now: number,
  ) {
    this.input = input
    this.tags = new Map(input.TagList?.map(({ Key, Value }) => [Key ?? '', Value ?? '']))
    this.#createdAt = now
    this.#script = script
    this.#place = place
    this.#change = { since: now, until: now + script.createMs }
  }

  get name(): string {
    return this.input.DomainName!
  }

  get arn(): string {
    return `arn:aws:es:${this.#place.region}:${this.#place.account}:domain/${this.name}`
  }

  /** Changes its configuration, which takes this many milliseconds. */
  modify(durationMs: number, now: number): void {
    this.#hasEndpoint = this.phase(now) === 'active'
    this.#change = { since: now, until: now + durationMs }
  }

  /** Cancels a failed change, so that the domain is active again. */
  recover(): void {
    this.#hasEndpoint = true
    this.#isRecovered = true
  }

  /** Isolates it, as AWS does where its key no longer exists. */
  isolate(): void {
    this.#isIsolated = true
  }

  /** Deletes it; a second call has no effect. */
  delete(now: number): void {
    this.#deletedAt = Math.min(this.#deletedAt, now)
  }

  phase(now: number): Phase {
    const { hiddenMs, deleteMs, lingerMs, deletionSticks } = this.#script
    const gone = deletionSticks ? Number.POSITIVE_INFINITY : this.#deletedAt + deleteMs
    if (now >= gone + lingerMs) return 'gone'
    if (now >= gone) return 'lingering'
    if (now < this.#createdAt + hiddenMs) return 'hidden'
    if (now >= this.#deletedAt) return 'deleting'
    if (this.failure && !this.#isRecovered && now >= this.#change.since + this.failure.afterMs) return 'failed'
    return now < this.#change.until ? 'working' : 'active'
  }

  /** Whether DescribeDomainConfig finds it, which has a memory of its own. */
  isInConfig(now: number): boolean {
    const phase = this.phase(now)
    if (phase === 'hidden') return this.#script.hiddenIsConfigured
    if (phase !== 'lingering') return phase !== 'gone'
    this.#lingeringLooks += 1
    return !this.#script.lingerFlaps || this.#lingeringLooks % 2 === 1
  }

  status(now: number): DomainStatus {
    const phase = this.phase(now)
    const { TagList: _tags, AccessPolicies, ...configuration } = this.input
    const isIdle = phase === 'active'
    const { VPCOptions: vpc } = this.input
    return {
      ...configuration,
      ...(AccessPolicies !== undefined && { AccessPolicies: JSON.stringify(JSON.parse(AccessPolicies)) }),
      ...(vpc && { VPCOptions: { ...vpc, VPCId: 'vpc-0a1b2c3d', AvailabilityZones: ['eu-west-1a'] } }),
      DomainId: `${this.#place.account}/${this.name}`,
      DomainName: this.name,
      ARN: this.arn,
      Created: true,
      Deleted: phase === 'deleting',
      Processing: !isIdle,
      UpgradeProcessing: false,
      DomainProcessingStatus: phase === 'deleting' ? 'Deleting' : isIdle ? 'Active' : this.#working,
      ClusterConfig: this.input.ClusterConfig ?? { InstanceType: 'm4.large.search', InstanceCount: 1 },
      ChangeProgressDetails: this.#changeDetails(now),
      ...(isIdle || this.#hasEndpoint ? this.#endpoint() : {}),
    } as DomainStatus
  }

  config(now: number): DomainConfig {
    const State = this.phase(now) === 'active' ? 'Active' : 'Processing'
    const Status = { CreationDate: new Date(this.#createdAt), UpdateDate: new Date(now), State } as const
    return {
      EngineVersion: { Options: this.input.EngineVersion ?? 'OpenSearch_1.0', Status },
      ClusterConfig: { Options: this.input.ClusterConfig ?? {}, Status },
      EBSOptions: { Options: this.input.EBSOptions ?? {}, Status },
      AccessPolicies: { Options: this.input.AccessPolicies ?? '', Status },
    }
  }

  progress(now: number): ChangeProgressStatusDetails {
    const details = this.#changeDetails(now)
    const isFailed = this.phase(now) === 'failed'
    const LastUpdated = new Date(now)
    return {
      ChangeId: details.ChangeId,
      StartTime: new Date(this.#change.since),
      Status: isFailed ? 'FAILED' : details.ConfigChangeStatus === 'Completed' ? 'COMPLETED' : 'PROCESSING',
      ConfigChangeStatus: details.ConfigChangeStatus,
      TotalNumberOfStages: 2,
      ChangeProgressStages: [
        { Name: 'Validation', Status: isFailed ? 'FAILED' : 'COMPLETED', Description: this.failure?.text, LastUpdated },
        { Name: 'Creating a new environment', Status: 'PENDING', LastUpdated },
      ],
    }
  }

  get #working() {
    if (this.#isIsolated) return 'Isolated'
    return this.#hasEndpoint ? 'Modifying' : 'Creating'
  }

  #changeDetails(now: number): ChangeProgressDetails {
    const phase = this.phase(now)
    return {
      ChangeId: `change-${this.#change.since}`,
      ConfigChangeStatus:
        this.failure && ['failed', 'active'].includes(phase)
          ? this.failure.status
          : phase === 'active'
            ? 'Completed'
            : 'ApplyingChanges',
      InitiatedBy: 'CUSTOMER',
    }
  }

  #endpoint(): Pick<DomainStatus, 'Endpoint' | 'Endpoints'> {
    const hash = createHash('sha256').update(this.arn).digest('hex').slice(0, 26)
    const isPrivate = this.input.VPCOptions !== undefined
    const host = `${isPrivate ? 'vpc' : 'search'}-${this.name}-${hash}.${this.#place.region}.es.amazonaws.com`
    const address = this.#script.port === undefined ? host : `${host}:${this.#script.port}`
    return isPrivate ? { Endpoints: { vpc: address } } : { Endpoint: address }
  }
}
