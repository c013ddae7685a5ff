import type { NeptuneAccount } from './neptune-account.ts'
import { asId, clusterNotFound, instanceNotFound } from './neptune-describe.ts'
import { arnOf, type SimulatedCluster, type SimulatedInstance } from './neptune-records.ts'
import { clusterState, invalidValue, tagsOf } from './neptune-rules.ts'
import { clusterShape } from './neptune-shapes.ts'
import type { SimulatedCall } from './simulated-service.ts'

type Input = SimulatedCall['input']

/** The cluster that a call names. */
export function clusterOf(input: Input, { clusters }: NeptuneAccount): SimulatedCluster {
  const id = asId(input.DBClusterIdentifier) ?? ''
  const cluster = clusters.find((each) => each.id === id)
  if (!cluster) throw clusterNotFound(id)
  return cluster
}

/** The instance that a call names. */
export function instanceOf(input: Input, { instances }: NeptuneAccount): SimulatedInstance {
  const id = asId(input.DBInstanceIdentifier) ?? ''
  const instance = instances.find((each) => each.id === id)
  if (!instance) throw instanceNotFound(id)
  return instance
}

/** Answers ModifyDBCluster, of which it knows only the protection against deletion. That changes at once. */
export function modifyCluster(input: Input, account: NeptuneAccount): object {
  const cluster = clusterIn('available', input, account)
  if (input.DeletionProtection !== undefined) cluster.deletionProtection = input.DeletionProtection === 'true'
  cluster.life.enter([['modifying', account.script.modificationMs]], 'available')
  return { DBCluster: clusterShape(cluster, account) }
}

export function stopCluster(input: Input, account: NeptuneAccount): object {
  const cluster = clusterIn('available', input, account)
  const { stopMs } = account.script
  for (const { life } of [cluster, ...account.membersOf(cluster.id)]) life.enter([['stopping', stopMs]], 'stopped')
  return { DBCluster: clusterShape(cluster, account) }
}

export function startCluster(input: Input, account: NeptuneAccount): object {
  const cluster = clusterIn('stopped', input, account)
  const { startMs } = account.script
  for (const { life } of [cluster, ...account.membersOf(cluster.id)]) life.enter([['starting', startMs]], 'available')
  return { DBCluster: clusterShape(cluster, account) }
}

export function listTags(input: Input, account: NeptuneAccount): object {
  return { TagList: [...taggedBy(input, account)].map(([Key, Value]) => ({ Key, Value })) }
}

export function addTags(input: Input, account: NeptuneAccount): object {
  const tags = taggedBy(input, account)
  for (const [key, value] of tagsOf(input)) tags.set(key, value)
  return {}
}

export function removeTags(input: Input, account: NeptuneAccount): object {
  const tags = taggedBy(input, account)
  for (const key of (input.TagKeys ?? []) as readonly string[]) tags.delete(key)
  return {}
}

function clusterIn(status: string, input: Input, account: NeptuneAccount): SimulatedCluster {
  const cluster = clusterOf(input, account)
  if (cluster.life.status === status) return cluster
  throw clusterState(`DbCluster ${cluster.id} is not currently in the ${status} state.`)
}

/** The tags of the cluster or instance that an ARN names, once describes show it. */
function taggedBy({ ResourceName }: Input, { account, region, shownClusters, shownInstances }: NeptuneAccount) {
  const cluster = shownClusters.find(({ id }) => arnOf(account, region, 'cluster', id) === ResourceName)
  const instance = shownInstances.find(({ id }) => arnOf(account, region, 'db', id) === ResourceName)
  if (cluster ?? instance) return (cluster ?? instance)!.tags
  const [, what, id = ''] = /:(cluster|db):([^:]+)$/.exec(String(ResourceName)) ?? []
  if (what === undefined) throw invalidValue(`Invalid resource name: ${ResourceName}`)
  throw what === 'cluster' ? clusterNotFound(id) : instanceNotFound(id)
}
