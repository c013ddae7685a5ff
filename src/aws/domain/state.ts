import type { ChangeProgressStatusDetails, DomainStatus } from '@aws-sdk/client-opensearch'
import type { Observation } from '../../resource/resource.ts'
import * as messages from './messages.ts'

/**
 * `requested`: the domain was requested a short while ago, and AWS does not show it yet. `unsettled`: only one of the two
 * places where the service keeps domains has it, as happens shortly after a creation and for a while after a deletion.
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
  /** `https://host`, with a port where the service names one; absent until the domain is ready. */
  readonly endpoint?: string
  readonly configuration?: DomainConfiguration
}

/** The settings of a domain that can differ from a spec. */
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

/** A domain that only DescribeDomainConfig finds. */
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

/** Emulators have no DomainProcessingStatus. `Created` says nothing: it is true from the start. */
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
  // A failed change does not matter on a domain that works again.
  if (change?.ConfigChangeStatus === 'ValidationFailed' || change?.ConfigChangeStatus === 'Cancelled') return 'failed'
  return hasEndpoint ? 'modifying' : 'creating'
}

/** The endpoint on the internet or in the VPC, with IPv4 or with both address families. */
function endpointOf({ Endpoint, EndpointV2, Endpoints }: DomainStatus): string | undefined {
  const host = Endpoint ?? Endpoints?.vpc ?? EndpointV2 ?? Endpoints?.vpcv2
  if (!host) return undefined
  return /^https?:\/\//.test(host) ? host.replace(/\/+$/, '') : `https://${host}`
}

/** Why a change failed, in the words of the stages that failed. */
export function failureDetail(progress: ChangeProgressStatusDetails | undefined): string {
  const stages = (progress?.ChangeProgressStages ?? []).filter(({ Status }) => /fail|cancel/i.test(Status ?? ''))
  return messages.failedStages(
    progress?.ConfigChangeStatus ?? progress?.Status ?? 'failed',
    stages.map(({ Name: name, Description: description }) => ({ name, description })),
  )
}
