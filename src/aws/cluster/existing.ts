import {
  type DBCluster,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
} from '@aws-sdk/client-neptune'
import { ProvisionError } from '../../errors/errors.ts'
import type { OwnershipTags } from '../../resource/resource.ts'
import type { Clock } from '../../wait/clock.ts'
import { retry } from '../../wait/retry.ts'
import { isNamed, NEPTUNE, type NeptuneControl, type Sender } from './calls.ts'
import { ownerOf } from './owner.ts'
import { DELETING } from './state.ts'

/** What is known of a cluster of which only its name was known. */
export interface ExistingCluster {
  readonly isGoing: boolean
  /** Absent: it carries none of our tags, or is not Neptune's. */
  readonly owner?: OwnershipTags | undefined
}

/** About two minutes in all. */
const times = { attempts: 12, baseMs: 1_000, maxMs: 30_000 }

/** Looks at a cluster that is said to exist, of whatever engine. One that was just made may take a while to be seen. */
export function findExisting(
  control: NeptuneControl,
  id: string,
  signal: AbortSignal,
  clock: Clock,
): Promise<ExistingCluster> {
  const hidden = new ProvisionError(`AWS says that a cluster ${id} exists, and does not show it.`, { resource: id })
  const send = control.repeatedly(signal)
  const look = async (): Promise<ExistingCluster> => {
    const cluster = await describeCluster(control, id, send)
    if (!cluster) throw hidden
    const isNeptunes = cluster.Engine === NEPTUNE
    const owner = isNeptunes ? await ownerOf(control, 'cluster', id, send) : undefined
    return { isGoing: isNeptunes && cluster.Status === DELETING, owner }
  }
  return retry(look, { ...times, isTemporary: (error) => error === hidden, signal, clock })
}

async function describeCluster({ client }: NeptuneControl, id: string, send: Sender): Promise<DBCluster | undefined> {
  const command = new DescribeDBClustersCommand({ DBClusterIdentifier: id })
  try {
    const { DBClusters = [] } = await send('DescribeDBClusters', (options) => client.send(command, options))
    return DBClusters.find(({ DBClusterIdentifier }) => DBClusterIdentifier === id)
  } catch (error) {
    if (isNamed(error, 'DBClusterNotFoundFault')) return undefined
    throw error
  }
}

/** The instance of an id, of whatever engine and cluster; `undefined`: it is not there, or not shown yet. */
export async function describeInstance(
  { client }: NeptuneControl,
  id: string,
  send: Sender,
): Promise<DBInstance | undefined> {
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: id })
  try {
    const { DBInstances = [] } = await send('DescribeDBInstances', (options) => client.send(command, options))
    return DBInstances.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === id)
  } catch (error) {
    if (isNamed(error, 'DBInstanceNotFoundFault')) return undefined
    throw error
  }
}
