import { NAME_PREFIX, projectPrefix } from '../../resource/resource-name.ts'
import type { Grant, PolicyPlace, RunNeeds } from './grant.ts'

type ClusterNeeds = NonNullable<RunNeeds['neptune']>

/** What a run has to be allowed to come to its Neptune cluster, and to use it. Neptune's control plane is that of RDS. */
export function clusterGrants(
  { wanted, afterRun }: ClusterNeeds,
  { name, reuse }: RunNeeds,
  place: PolicyPlace,
): readonly Grant[] {
  const arn = (what: string, id: string) => `arn:${place.partition}:rds:${place.region}:${place.account}:${what}:${id}`
  const parts = (id: string) => [arn('cluster', id), arn('db', id)]
  if ('endpoint' in wanted) return [use(place)]
  const look: Grant = {
    name: 'NeptuneLook',
    actions: ['rds:DescribeDBClusters', 'rds:DescribeDBInstances'],
    // A look with a filter is one at all: IAM does not know what the filter lets through.
    resources: parts('*'),
  }
  if ('id' in wanted) return [look, use(place)]
  const ours = parts(`${projectPrefix(name)}*`)
  const changes = [
    // Of a creation, and again where a run goes on for a third of `ttlMinutes`.
    'rds:AddTagsToResource',
    'rds:DeleteDBCluster',
    'rds:DeleteDBInstance',
    // Takes off a protection against deletion.
    'rds:ModifyDBCluster',
    // A stopped one is of no use, and cannot be deleted.
    'rds:StartDBCluster',
    ...(reuse && afterRun === 'stop' ? ['rds:StopDBCluster'] : []),
    // Each run that uses one has a mark on it.
    ...(reuse ? ['rds:ListTagsForResource', 'rds:RemoveTagsFromResource'] : []),
  ]
  return [
    look,
    {
      name: 'NeptuneCreate',
      actions: ['rds:CreateDBCluster', 'rds:CreateDBInstance'],
      resources: [
        ...ours,
        // What a creation makes use of is asked about as well: the subnet group, and the default parameters.
        arn('cluster-pg', 'default.neptune*'),
        arn('pg', 'default.neptune*'),
        arn('subgrp', wanted.spec.subnetGroup ?? 'default'),
      ],
    },
    { name: 'NeptuneCluster', actions: changes.sort(), resources: ours },
    ...(reuse ? [] : [proof(parts(`${NAME_PREFIX}*`))]),
    use(place),
  ]
}

/** At the end of a run every cluster whose name could be ours is asked whose it is, those of other projects too. */
const proof = (resources: readonly string[]): Grant => ({
  name: 'NeptuneProof',
  actions: ['rds:ListTagsForResource'],
  resources,
})

/**
 * What the graph is asked. Since engine 1.2.0.0 IAM goes by what a query does; `neptune-db:connect` allows nothing more. The
 * ARN has the cluster's resource id in it, which nobody knows before the cluster is there.
 */
const use = ({ partition, region, account }: PolicyPlace): Grant => ({
  name: 'NeptuneQueries',
  actions: [
    'neptune-db:DeleteDataViaQuery',
    'neptune-db:GetEngineStatus',
    'neptune-db:ReadDataViaQuery',
    'neptune-db:WriteDataViaQuery',
  ],
  resources: [`arn:${partition}:neptune-db:${region}:${account}:cluster-*/*`],
})
