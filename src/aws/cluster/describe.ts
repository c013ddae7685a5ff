import {
  type DBCluster,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  type Filter,
} from '@aws-sdk/client-neptune'
import { ProvisionError } from '../../errors/errors.ts'
import { isNamed } from '../sdk/is-named.ts'
import { isAbsence, NEPTUNE, type NeptuneControl, type Sender } from './calls.ts'
import * as messages from './messages.ts'

/** The parts that exist under the name of a cluster. */
export interface ClusterParts {
  readonly cluster?: DBCluster | undefined
  readonly instances: readonly DBInstance[]
  /** Parts that are not Neptune's, by engine and id; the filter should have left them out. */
  readonly strangers: readonly string[]
}

/** The most pages of a list that are read. A longer list is taken for one without an end. */
const MOST_PAGES = 200

/** Reads a cluster and its instances, all pages of both. */
export async function lookAtCluster(control: NeptuneControl, id: string, send: Sender): Promise<ClusterParts> {
  const { clusters, instances } = await describeAll(control, [{ Name: 'db-cluster-id', Values: [id] }], send)
  const named = clusters.filter(({ DBClusterIdentifier }) => DBClusterIdentifier === id)
  const members = instances.filter(({ DBClusterIdentifier }) => DBClusterIdentifier === id)
  return {
    cluster: named.find(isNeptunes),
    instances: members.filter(isNeptunes),
    strangers: [
      ...named.filter((one) => !isNeptunes(one)).map((one) => `${one.Engine} cluster ${one.DBClusterIdentifier}`),
      ...members.filter((one) => !isNeptunes(one)).map((one) => `${one.Engine} instance ${one.DBInstanceIdentifier}`),
    ],
  }
}

/** The ids of all of Neptune's clusters, and the clusters of instances that are seen without theirs. */
export async function listClusters(control: NeptuneControl, send: Sender): Promise<readonly string[]> {
  const { clusters, instances } = await describeAll(control, [], send)
  const ids = [...clusters, ...instances].filter(isNeptunes).map(({ DBClusterIdentifier }) => DBClusterIdentifier ?? '')
  return [...new Set(ids)]
}

/**
 * Neptune's clusters and instances that match the filters. The instances are read first: a cluster exists before its instances
 * and after them, so that an instance is never seen together with a later cluster of the same name.
 */
async function describeAll({ client }: NeptuneControl, filters: readonly Filter[], send: Sender) {
  const Filters = [{ Name: 'engine', Values: [NEPTUNE] }, ...filters]
  const instances = await allPages(async (Marker) => {
    const command = new DescribeDBInstancesCommand({ Filters, Marker })
    const page = await send('DescribeDBInstances', (options) => client.send(command, options))
    return { found: page.DBInstances, next: page.Marker }
  })
  const clusters = await allPages(async (Marker) => {
    const command = new DescribeDBClustersCommand({ Filters, Marker })
    const page = await send('DescribeDBClusters', (options) => client.send(command, options))
    return { found: page.DBClusters, next: page.Marker }
  })
  return { clusters, instances }
}

const isNeptunes = ({ Engine }: { readonly Engine?: string | undefined }): boolean => Engine === NEPTUNE

interface Page<Found> {
  readonly found: readonly Found[] | undefined
  readonly next: string | undefined
}

/** Reads all pages of a list. A page may be empty without being the last. */
async function allPages<Found>(ask: (marker: string | undefined) => Promise<Page<Found>>): Promise<readonly Found[]> {
  const all: Found[] = []
  let marker: string | undefined
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const { found = [], next } = await ask(marker).catch(asEmpty)
    all.push(...found)
    if (!next) return all
    marker = next
  }
  throw new ProvisionError(messages.endlessList(MOST_PAGES))
}

/** An empty page for an error by which the service may answer a filter that matches nothing. */
function asEmpty(error: unknown): Page<never> {
  if (isAbsence(error)) return { found: [], next: undefined }
  throw error
}

/** The cluster of an id, of whatever engine; `undefined`: it is absent, or not shown yet. */
export async function describeCluster(
  { client }: NeptuneControl,
  id: string,
  send: Sender,
): Promise<DBCluster | undefined> {
  const command = new DescribeDBClustersCommand({ DBClusterIdentifier: id })
  try {
    const { DBClusters = [] } = await send('DescribeDBClusters', (options) => client.send(command, options))
    return DBClusters.find(({ DBClusterIdentifier }) => DBClusterIdentifier === id)
  } catch (error) {
    if (isNamed(error, 'DBClusterNotFoundFault')) return undefined
    throw error
  }
}

/** The instance of an id, of whatever engine and cluster; `undefined`: it is absent, or not shown yet. */
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
