import {
  AddTagsToResourceCommand,
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  ListTagsForResourceCommand,
  ModifyDBClusterCommand,
  NeptuneClient,
  type NeptuneClientConfig,
  RemoveTagsFromResourceCommand,
  StartDBClusterCommand,
  StopDBClusterCommand,
} from '@aws-sdk/client-neptune'
import { instanceIdOf, NEPTUNE } from '../aws/cluster/calls.ts'
import type { RunNeeds } from '../aws/permissions/grant.ts'
import type { AwsAccount } from '../aws/sdk/aws-account.ts'
import type { Send } from '../aws/sdk/control-plane.ts'
import { OWNERSHIP_TAG } from '../resource/ownership-tag.ts'
import { NAME_PREFIX, projectPrefix } from '../resource/resource-name.ts'
import { type PermissionProbe, unusedName } from './permission-probe.ts'

type Row = readonly [action: string, target: string, send: Send<unknown>]

/** 128 bits and more. */
const LETTERS = 26

/**
 * What can be asked about a run's cluster. rds:CreateDBCluster and rds:CreateDBInstance are not among it: there is no
 * creation that is harmless. That their tags may be set, by rds:AddTagsToResource of the same ARNs, is all that is known of
 * it before.
 */
export function clusterProbes(
  clientConfig: NeptuneClientConfig,
  { partition, region, account }: AwsAccount,
  { neptune, name, reuse }: RunNeeds,
): readonly PermissionProbe[] {
  if (!neptune || 'endpoint' in neptune.wanted) return []
  const client = new NeptuneClient(clientConfig)
  const arn = (what: 'cluster' | 'db', id: string) => `arn:${partition}:rds:${region}:${account}:${what}:${id}`
  const parts = (id: string) => [arn('cluster', id), arn('db', instanceIdOf(id))]
  const looks = (id: string): readonly Row[] => {
    const Filters = [
      { Name: 'engine', Values: [NEPTUNE] },
      { Name: 'db-cluster-id', Values: [id] },
    ]
    const [ofCluster, ofInstance] = [arn('cluster', '*'), arn('db', '*')]
    return [
      ['rds:DescribeDBClusters', ofCluster, (how) => client.send(new DescribeDBClustersCommand({ Filters }), how)],
      ['rds:DescribeDBInstances', ofInstance, (how) => client.send(new DescribeDBInstancesCommand({ Filters }), how)],
    ]
  }
  const tags = (id: string): readonly Row[] =>
    parts(id).map((ResourceName) => [
      'rds:ListTagsForResource',
      ResourceName,
      (how) => client.send(new ListTagsForResourceCommand({ ResourceName }), how),
    ])
  const unmark = (ResourceName: string): Row => [
    'rds:RemoveTagsFromResource',
    ResourceName,
    (how) => client.send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: [OWNERSHIP_TAG] }), how),
  ]
  const changes = (id: string): readonly Row[] => {
    const [cluster, instance] = parts(id) as [string, string]
    const named = { DBClusterIdentifier: id }
    const deletion = { SkipFinalSnapshot: true }
    const instanceDeletion = { DBInstanceIdentifier: instanceIdOf(id), ...deletion }
    const Tags = [{ Key: OWNERSHIP_TAG, Value: '' }]
    return [
      ...[cluster, instance].map(
        (ResourceName): Row => [
          'rds:AddTagsToResource',
          ResourceName,
          (how) => client.send(new AddTagsToResourceCommand({ ResourceName, Tags }), how),
        ],
      ),
      ...(reuse ? [unmark(cluster)] : []),
      ['rds:DeleteDBInstance', instance, (how) => client.send(new DeleteDBInstanceCommand(instanceDeletion), how)],
      [
        'rds:DeleteDBCluster',
        cluster,
        (how) => client.send(new DeleteDBClusterCommand({ ...named, ...deletion }), how),
      ],
      ['rds:ModifyDBCluster', cluster, (how) => client.send(new ModifyDBClusterCommand(named), how)],
      ['rds:StartDBCluster', cluster, (how) => client.send(new StartDBClusterCommand(named), how)],
      ['rds:StopDBCluster', cluster, (how) => client.send(new StopDBClusterCommand(named), how)],
    ]
  }
  const rows = (): readonly Row[] => {
    // What is there is only looked at.
    if ('id' in neptune.wanted) return looks(neptune.wanted.id)
    const ours = unusedName(projectPrefix(name), LETTERS)
    return [...looks(ours), ...changes(ours), ...tags(reuse ? ours : unusedName(NAME_PREFIX, LETTERS))]
  }
  const permits = ['DBClusterNotFoundFault', 'DBInstanceNotFoundFault']
  return rows().map(([action, target, send]) => ({ action, target, send, permits }))
}
