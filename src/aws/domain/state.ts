import type { ChangeProgressStatusDetails, DomainStatus } from '@aws-sdk/client-opensearch'
import type { Observation } from '../../resource/resource.ts'
import * as messages from './messages.ts'

/**
 * `requested`: the domain was asked for a short while ago, and AWS does not show it yet. `unsettled`: one of the two places
 * where the service keeps domains has it, and the other has not, as happens shortly after a creation and for a while after
 * a deletion.
 */
export type DomainState =
  | 'requested'
  | 'creating'
  | 'modifying'
  | 'active'
  | 'failed'
  | 'isolated'
  | 'deleting'
  | 'unsettled'

/** A domain as one call shows it. */
export interface DomainObservation extends Observation {
  readonly state: DomainState
  readonly name?: string
  readonly arn?: string
  /** `https://host`, with a port where it is said; absent until the domain is ready. */
  readonly endpoint?: string
  readonly configuration?: DomainConfiguration
}

/** The part of a domain that a spec can differ in. */
export interface DomainConfiguration {
  readonly engineVersion: string | undefined
  readonly instanceType: string | undefined
  readonly instanceCount: number | undefined
  readonly volumeGb: number | undefined
  readonly accessPolicy: string | undefined
  readonly enforcesHttps: boolean
  readonly isEncrypted: boolean
  readonly vpc: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] } | undefined
}

/** Only the service's other place for domains has it. */
export const unsettled: DomainObservation = {
  state: 'unsettled',
  detail: messages.unsettledDetail(),
}

/** A domain by its description. `failed` comes without its reasons: `DomainCalls.whyFailed` reads them. */
export function domainObservation(status: DomainStatus): DomainObservation {
  const endpoint = endpointOf(status)
  const state = stateOf(status, endpoint !== undefined)
  return {
    state,
    ...(state === 'deleting' && { detail: messages.deletingDetail() }),
    ...(status.DomainName && { name: status.DomainName }),
    ...(status.ARN && { arn: status.ARN }),
    ...(endpoint !== undefined && { endpoint }),
    configuration: {
      engineVersion: status.EngineVersion,
      instanceType: status.ClusterConfig?.InstanceType,
      instanceCount: status.ClusterConfig?.InstanceCount,
      volumeGb: status.EBSOptions?.VolumeSize,
      accessPolicy: status.AccessPolicies,
      enforcesHttps: status.DomainEndpointOptions?.EnforceHTTPS === true,
      isEncrypted:
        status.EncryptionAtRestOptions?.Enabled === true && status.NodeToNodeEncryptionOptions?.Enabled === true,
      vpc: status.VPCOptions?.SubnetIds?.length
        ? { subnetIds: status.VPCOptions.SubnetIds, securityGroupIds: status.VPCOptions.SecurityGroupIds ?? [] }
        : undefined,
    },
  }
}

/** Emulators know no DomainProcessingStatus; `Created` says nothing, for it is true from the start. */
function stateOf(status: DomainStatus, hasEndpoint: boolean): DomainState {
  const {
    Deleted,
    Processing,
    UpgradeProcessing,
    DomainProcessingStatus: doing,
    ChangeProgressDetails: change,
  } = status
  if (Deleted || doing === 'Deleting') return 'deleting'
  if (doing === 'Isolated') return 'isolated'
  const isAtWork = Processing || UpgradeProcessing
  if (hasEndpoint && !isAtWork) return 'active'
  // A change that failed on a domain that works again is nobody's concern.
  if (change?.ConfigChangeStatus === 'ValidationFailed' || change?.ConfigChangeStatus === 'Cancelled') return 'failed'
  return hasEndpoint ? 'modifying' : 'creating'
}

/** On the internet, or in a VPC; with IPv4, or both families. */
function endpointOf({ Endpoint, EndpointV2, Endpoints }: DomainStatus): string | undefined {
  const host = Endpoint ?? Endpoints?.vpc ?? EndpointV2 ?? Endpoints?.vpcv2
  if (!host) return undefined
  return /^https?:\/\//.test(host) ? host.replace(/\/+$/, '') : `https://${host}`
}

/** Why a change came to nothing, in the words of the stages that failed. */
export function failureDetail(progress: ChangeProgressStatusDetails | undefined): string {
  const stages = (progress?.ChangeProgressStages ?? []).filter(({ Status }) => /fail|cancel/i.test(Status ?? ''))
  return messages.failedStages(
    progress?.ConfigChangeStatus ?? progress?.Status ?? 'failed',
    stages.map(({ Name: name, Description: description }) => ({ name, description })),
  )
}
