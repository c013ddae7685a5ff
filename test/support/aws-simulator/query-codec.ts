/*
 * The AWS Query protocol, as RDS and STS speak it: a form goes in, XML comes out.
 */

/** The value of a parameter: text, or nested values. */
export type QueryValue = string | readonly QueryValue[] | { readonly [name: string]: QueryValue }

/**
 * The parameters of a form, nested: `Filters.Filter.1.Values.Value.2=neptune` becomes
 * `{ Filters: [{ Values: […, 'neptune'] }] }`. A list is a member whose only child has nothing but numbers below it.
 */
export function readForm(form: string): Readonly<Record<string, QueryValue>> {
  const root: Tree = new Map()
  for (const [name, value] of new URLSearchParams(form)) plant(root, name.split('.'), value)
  return Object.fromEntries([...root].map(([name, node]) => [name, grown(node)]))
}

type Tree = Map<string, Tree | string>

function plant(tree: Tree, [first, ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) return void tree.set(first!, value)
  const below = tree.get(first!)
  const next: Tree = below instanceof Map ? below : new Map()
  tree.set(first!, next)
  plant(next, rest, value)
}

function grown(node: Tree | string): QueryValue {
  if (typeof node === 'string') return node
  const [only, ...others] = node.values()
  if (only instanceof Map && others.length === 0 && [...only.keys()].every((key) => /^\d+$/.test(key))) {
    return [...only].sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => grown(item))
  }
  return Object.fromEntries([...node].map(([name, below]) => [name, grown(below)]))
}

/** The names of items by the name of their list; the items of any other list are each a `member`. */
const itemNames: Readonly<Record<string, string>> = {
  AssociatedRoles: 'DBClusterRole',
  AvailabilityZones: 'AvailabilityZone',
  DBClusterMembers: 'DBClusterMember',
  DBClusterOptionGroupMemberships: 'DBClusterOptionGroup',
  DBClusterParameterGroups: 'DBClusterParameterGroup',
  DBClusters: 'DBCluster',
  DBEngineVersions: 'DBEngineVersion',
  DBInstances: 'DBInstance',
  DBParameterGroups: 'DBParameterGroup',
  DBSecurityGroups: 'DBSecurityGroup',
  DBSubnetGroups: 'DBSubnetGroup',
  DomainMemberships: 'DomainMembership',
  OptionGroupMemberships: 'OptionGroupMembership',
  OrderableDBInstanceOptions: 'OrderableDBInstanceOption',
  ReadReplicaDBInstanceIdentifiers: 'ReadReplicaDBInstanceIdentifier',
  ReadReplicaIdentifiers: 'ReadReplicaIdentifier',
  StatusInfos: 'DBInstanceStatusInfo',
  Subnets: 'Subnet',
  TagList: 'Tag',
  ValidUpgradeTarget: 'UpgradeTarget',
  VpcSecurityGroups: 'VpcSecurityGroupMembership',
}

/** The name of the items of a list. */
type ItemName = (list: string) => string

const ofQuery: ItemName = (list) => itemNames[list] ?? 'member'

/** A value as XML. Lists are wrapped: `<DBClusters><DBCluster>…</DBCluster></DBClusters>`; what is undefined is left out. */
export function writeXml(name: string, value: unknown, itemName: ItemName = ofQuery): string {
  if (value === undefined || value === null) return ''
  return `<${name}>${contentOf(name, value, itemName)}</${name}>`
}

function contentOf(name: string, value: unknown, itemName: ItemName): string {
  if (Array.isArray(value)) return value.map((item) => writeXml(itemName(name), item, itemName)).join('')
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, below]) => writeXml(key, below, itemName))
      .join('')
  }
  return String(value).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
