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
import { iamAction, type NameAskedBy } from '../aws/actions/actions.ts'
import { neptuneArn } from '../aws/cluster/arn.ts'
import { absences, instanceIdOf, NEPTUNE } from '../aws/cluster/calls.ts'
import type { RunNeeds } from '../aws/permissions/grant.ts'
import type { AwsAccount } from '../aws/sdk/aws-account.ts'
import type { Send } from '../aws/sdk/control-plane.ts'
import { OWNERSHIP_TAG } from '../resource/ownership-tag.ts'
import { NAME_PREFIX, projectPrefix } from '../resource/resource-name.ts'
import { type PermissionProbe, unusedName } from './permission-probe.ts'

interface Call {
  readonly target: string
  readonly send: Send<unknown>
}

/** The probes for each action of a cluster that a harmless call can check, by its operation. */
type Calls = Readonly<Record<NameAskedBy<'call', 'rds'>, readonly Call[]>>

/** How many random letters a name has that does not exist: 130 bits. */
const LETTERS = 26

const looks = ['DescribeDBClusters', 'DescribeDBInstances'] as const

const changes = [
  'AddTagsToResource',
  'RemoveTagsFromResource',
  'DeleteDBInstance',
  'DeleteDBCluster',
  'ModifyDBCluster',
  'StartDBCluster',
  'StopDBCluster',
] as const

/**
 * The harmless calls about a run's cluster. No creation of a cluster or an instance is harmless, so that the closest check
 * for it is whether the tags of the same ARNs may be set.
 */
export function clusterProbes(
  clientConfig: NeptuneClientConfig,
  account: AwsAccount,
  { neptune, name, reuse }: RunNeeds,
): readonly PermissionProbe[] {
  if (!neptune || 'endpoint' in neptune.wanted) return []
  const client = new NeptuneClient(clientConfig)
  const about = (id: string): Calls => {
    const [cluster, instance] = [neptuneArn(account, 'cluster', id), neptuneArn(account, 'db', instanceIdOf(id))]
    const Filters = [
      { Name: 'engine', Values: [NEPTUNE] },
      { Name: 'db-cluster-id', Values: [id] },
    ]
    const named = { DBClusterIdentifier: id }
    const SkipFinalSnapshot = true
    const deletion = { ...named, SkipFinalSnapshot }
    const instanceDeletion = { DBInstanceIdentifier: instanceIdOf(id), SkipFinalSnapshot }
    const Tags = [{ Key: OWNERSHIP_TAG, Value: '' }]
    const call = (target: string, send: Send<unknown>): Call => ({ target, send })
    const ofBoth = (send: (ResourceName: string) => Send<unknown>) =>
      [cluster, instance].map((target) => call(target, send(target)))
    return {
      DescribeDBClusters: [
        call(neptuneArn(account, 'cluster', '*'), (how) =>
          client.send(new DescribeDBClustersCommand({ Filters }), how),
        ),
      ],
      DescribeDBInstances: [
        call(neptuneArn(account, 'db', '*'), (how) => client.send(new DescribeDBInstancesCommand({ Filters }), how)),
      ],
      AddTagsToResource: ofBoth(
        (ResourceName) => (how) => client.send(new AddTagsToResourceCommand({ ResourceName, Tags }), how),
      ),
      ListTagsForResource: ofBoth(
        (ResourceName) => (how) => client.send(new ListTagsForResourceCommand({ ResourceName }), how),
      ),
      RemoveTagsFromResource: [
        call(cluster, (how) => {
          const removal = { ResourceName: cluster, TagKeys: [OWNERSHIP_TAG] }
          return client.send(new RemoveTagsFromResourceCommand(removal), how)
        }),
      ],
      DeleteDBInstance: [call(instance, (how) => client.send(new DeleteDBInstanceCommand(instanceDeletion), how))],
      DeleteDBCluster: [call(cluster, (how) => client.send(new DeleteDBClusterCommand(deletion), how))],
      ModifyDBCluster: [call(cluster, (how) => client.send(new ModifyDBClusterCommand(named), how))],
      StartDBCluster: [call(cluster, (how) => client.send(new StartDBClusterCommand(named), how))],
      StopDBCluster: [call(cluster, (how) => client.send(new StopDBClusterCommand(named), how))],
    }
  }
  const probes = (calls: Calls, names: readonly (keyof Calls)[]): readonly PermissionProbe[] =>
    names.flatMap((each) => calls[each].map((call) => ({ action: iamAction('rds', each), ...call, permits: absences })))
  // A run only reads a cluster that the user names.
  if ('id' in neptune.wanted) return probes(about(neptune.wanted.id), looks)
  const ours = about(unusedName(projectPrefix(name), LETTERS))
  const asked = changes.filter((each) => reuse || each !== 'RemoveTagsFromResource')
  const tagged = reuse ? ours : about(unusedName(NAME_PREFIX, LETTERS))
  return [...probes(ours, [...looks, ...asked]), ...probes(tagged, ['ListTagsForResource'])]
}
