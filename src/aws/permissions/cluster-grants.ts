import { NAME_PREFIX, projectPrefix } from '../../resource/resource-name.ts'
import { actionsOf } from '../actions/actions.ts'
import { neptuneArn } from '../cluster/arn.ts'
import type { Grant, PolicyPlace, RunNeeds } from './grant.ts'

type ClusterNeeds = NonNullable<RunNeeds['neptune']>

/** The permissions that a run needs to create or find its Neptune cluster and to use it. Neptune's control plane is that of RDS. */
export function clusterGrants(
  { wanted, afterRun }: ClusterNeeds,
  { name, reuse }: RunNeeds,
  place: PolicyPlace,
): readonly Grant[] {
  const parts = (id: string) => [neptuneArn(place, 'cluster', id), neptuneArn(place, 'db', id)]
  if ('endpoint' in wanted) return [use(place)]
  const look: Grant = {
    name: 'NeptuneLook',
    actions: actionsOf('NeptuneLook'),
    // IAM does not see the filter of the request, so that the permission has to be for all.
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
        // The request also needs permissions for what the cluster uses: the subnet group and the default parameter groups.
        neptuneArn(place, 'cluster-pg', 'default.neptune*'),
        neptuneArn(place, 'pg', 'default.neptune*'),
        neptuneArn(place, 'subgrp', wanted.spec.subnetGroup ?? 'default'),
      ],
    },
    { name: 'NeptuneCluster', actions: changes, resources: ours },
    ...(reuse ? [] : [proof(parts(`${NAME_PREFIX}*`))]),
    use(place),
  ]
}

/** At its end a run reads the tags of every cluster whose name begins with this package's prefix, of any project. */
const proof = (resources: readonly string[]): Grant => ({
  name: 'NeptuneProof',
  actions: actionsOf('NeptuneProof'),
  resources,
})

/**
 * The permission for queries. Since engine 1.2.0.0 IAM decides by what a query does. The ARN contains the resource id of the
 * cluster, which AWS chooses when the cluster is created.
 */
const use = ({ partition, region, account }: PolicyPlace): Grant => ({
  name: 'NeptuneQueries',
  actions: actionsOf('NeptuneQueries'),
  resources: [`arn:${partition}:neptune-db:${region}:${account}:cluster-*/*`],
})

/** The permissions to check, before a public cluster is created, whether this machine will reach it. */
export function reachGrants({ neptune }: RunNeeds, place: PolicyPlace): readonly Grant[] {
  if (!neptune?.overInternet || !('spec' in neptune.wanted)) return []
  const group = neptune.wanted.spec.subnetGroup ?? 'default'
  return [
    {
      name: 'NeptuneSubnets',
      actions: actionsOf('NeptuneSubnets'),
      resources: [neptuneArn(place, 'subgrp', group)],
    },
    {
      name: 'NeptuneNetwork',
      // These actions have no resources in IAM.
      actions: actionsOf('NeptuneNetwork'),
      resources: ['*'],
    },
  ]
}
