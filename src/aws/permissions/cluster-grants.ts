import { NAME_PREFIX, projectPrefix } from '../../resource/resource-name.ts'
import { actionsOf } from '../actions/actions.ts'
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
    actions: actionsOf('NeptuneLook'),
    // IAM does not see the filter of a request, and so asks about all.
    resources: parts('*'),
  }
  if ('id' in wanted) return [look, use(place)]
  const ours = parts(`${projectPrefix(name)}*`)
  const changes = actionsOf('NeptuneCluster', { reuse, stop: reuse && afterRun === 'stop' })
  return [
    look,
    {
      name: 'NeptuneCreate',
      actions: actionsOf('NeptuneCreate'),
      resources: [
        ...ours,
        // What a creation makes use of is asked about as well: the subnet group, and the default parameters.
        arn('cluster-pg', 'default.neptune*'),
        arn('pg', 'default.neptune*'),
        arn('subgrp', wanted.spec.subnetGroup ?? 'default'),
      ],
    },
    { name: 'NeptuneCluster', actions: changes, resources: ours },
    ...(reuse ? [] : [proof(parts(`${NAME_PREFIX}*`))]),
    use(place),
  ]
}

/** At the end of a run every cluster whose name could be ours is asked whose it is, those of other projects too. */
const proof = (resources: readonly string[]): Grant => ({
  name: 'NeptuneProof',
  actions: actionsOf('NeptuneProof'),
  resources,
})

/**
 * Queries of the graph. Since engine 1.2.0.0 IAM decides by what a query does. The ARN contains the cluster's resource id,
 * which AWS chooses when the cluster is created.
 */
const use = ({ partition, region, account }: PolicyPlace): Grant => ({
  name: 'NeptuneQueries',
  actions: actionsOf('NeptuneQueries'),
  resources: [`arn:${partition}:neptune-db:${region}:${account}:cluster-*/*`],
})
