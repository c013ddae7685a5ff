import type { NeptuneAccount } from './neptune-account.ts'
import { clusterShape, instanceShape } from './neptune-shapes.ts'
import { VPC } from './simulated-ec2.ts'
import { type SimulatedCall, SimulatedError } from './simulated-service.ts'

type Input = SimulatedCall['input']

interface Filter {
  readonly Name: string
  readonly Values: readonly string[]
}

/** A page of the clusters of every engine that match the filters. */
export function describeClusters(input: Input, from: NeptuneAccount): object {
  const id = asId(input.DBClusterIdentifier)
  const all = from.shownClusters.filter((cluster) => id === undefined || cluster.id === id)
  if (id !== undefined && all.length === 0) throw clusterNotFound(id)
  const { records, Marker } = page(all, input)
  const kept = records.filter((cluster) => passes(input, from, { engine: cluster.engine, 'db-cluster-id': cluster.id }))
  return { DBClusters: kept.map((cluster) => clusterShape(cluster, from)), Marker }
}

/** A page of the instances of every engine that match the filters. */
export function describeInstances(input: Input, from: NeptuneAccount): object {
  const id = asId(input.DBInstanceIdentifier)
  const all = from.shownInstances.filter((instance) => id === undefined || instance.id === id)
  if (id !== undefined && all.length === 0) throw instanceNotFound(id)
  const { records, Marker } = page(all, input)
  const kept = records.filter(({ engine, clusterId = '' }) =>
    passes(input, from, { engine, 'db-cluster-id': clusterId }),
  )
  return { DBInstances: kept.map((instance) => instanceShape(instance, from)), Marker }
}

/** The subnet groups of one VPC, each with a subnet in each of its zones. */
export function describeSubnetGroups({ DBSubnetGroupName }: Input, { script }: NeptuneAccount): object {
  const names = DBSubnetGroupName === undefined ? Object.keys(script.subnetGroups) : [String(DBSubnetGroupName)]
  return {
    DBSubnetGroups: names.map((name) => {
      const zones = script.subnetGroups[name]
      if (zones === undefined) {
        throw new SimulatedError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, 404)
      }
      const ids = Array.from({ length: zones }, (_, at) => `subnet-${name}-${at + 1}`)
      return {
        DBSubnetGroupName: name,
        VpcId: VPC,
        SubnetGroupStatus: 'Complete',
        Subnets: ids.map((id) => ({ SubnetIdentifier: id, SubnetStatus: 'Active' })),
      }
    }),
  }
}

/** An identifier as it is stored: in lower case, whatever the request has. */
export const asId = (text: unknown): string | undefined =>
  typeof text === 'string' && text !== '' ? text.toLowerCase() : undefined

export const clusterNotFound = (id: string): SimulatedError =>
  new SimulatedError('DBClusterNotFoundFault', `DBCluster ${id} not found.`, 404)

/** The error for an absent instance, whose code on the wire lacks the `Fault` of its name in the SDK. */
export const instanceNotFound = (id: string): SimulatedError =>
  new SimulatedError('DBInstanceNotFound', `DBInstance ${id} not found.`, 404)

/** A page, taken before the filters are applied, so that one may be empty without being the last. */
function page<T extends { readonly id: string }>(all: readonly T[], { MaxRecords, Marker }: Input) {
  const size = MaxRecords === undefined ? 100 : Number(MaxRecords)
  if (!(size >= 20 && size <= 100)) {
    throw new SimulatedError(
      'InvalidParameterValue',
      `Invalid value ${MaxRecords} for MaxRecords. Must be between 20 and 100`,
      400,
    )
  }
  const last = typeof Marker === 'string' ? Buffer.from(Marker, 'base64').toString() : ''
  const rest = [...all].sort((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => id > last)
  const records = rest.slice(0, size)
  const next = rest.length > size ? Buffer.from(records.at(-1)!.id).toString('base64') : undefined
  return { records, Marker: next }
}

function passes(input: Input, { script }: NeptuneAccount, values: Readonly<Record<string, string>>): boolean {
  return ((input.Filters ?? []) as readonly Filter[]).every(({ Name, Values }) => {
    const value = values[Name]
    if (value === undefined) throw new SimulatedError('InvalidParameterValue', `Unrecognized filter name: ${Name}`, 400)
    return script.ignoresFilters || Values.includes(value)
  })
}
