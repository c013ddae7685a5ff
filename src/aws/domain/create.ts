import type { CreateDomainCommandInput } from '@aws-sdk/client-opensearch'
import { OWNERSHIP_TAG, packOwnership } from '../../resource/ownership-tag.ts'
import type { OwnershipTags } from '../../resource/resource.ts'
import type { AwsAccount } from '../sdk/aws-account.ts'
import { accessPolicy } from './access-policy.ts'
import type { DomainSpec } from './spec.ts'

/** What CreateDomain is sent: everything at once, for each later change would take as long as the creation. */
export function domainInput(
  account: AwsAccount,
  name: string,
  spec: DomainSpec,
  tags: OwnershipTags,
): CreateDomainCommandInput {
  const zones = spec.vpc?.subnetIds.length ?? 1
  return {
    DomainName: name,
    EngineVersion: spec.engineVersion,
    ClusterConfig: {
      InstanceType: spec.instanceType as NonNullable<CreateDomainCommandInput['ClusterConfig']>['InstanceType'],
      InstanceCount: spec.instanceCount,
      DedicatedMasterEnabled: false,
      ZoneAwarenessEnabled: zones > 1,
      ...(zones > 1 && { ZoneAwarenessConfig: { AvailabilityZoneCount: zones } }),
    },
    EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: spec.volumeGb },
    AccessPolicies: accessPolicy(spec.access, account, name),
    DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07' },
    EncryptionAtRestOptions: { Enabled: true },
    NodeToNodeEncryptionOptions: { Enabled: true },
    ...(spec.vpc && {
      VPCOptions: {
        SubnetIds: [...spec.vpc.subnetIds],
        ...(spec.vpc.securityGroupIds.length > 0 && { SecurityGroupIds: [...spec.vpc.securityGroupIds] }),
      },
    }),
    // With the creation, so that no domain is ever without them.
    TagList: [
      { Key: OWNERSHIP_TAG, Value: packOwnership(tags) },
      ...Object.entries(spec.tags).map(([Key, Value]) => ({ Key, Value })),
    ],
  }
}
