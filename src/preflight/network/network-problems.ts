import { contains, EVERYBODY, type Ipv4Block, isCovered, readBlock, writeBlock } from '../../aws/network/ipv4-block.ts'
import {
  CLUSTER_PORT,
  type ClusterNetwork,
  type NetworkVerdict,
  type Opened,
  type RouteTable,
} from './cluster-network.ts'
import * as messages from './messages.ts'

/** What keeps `client` from reaching a public cluster in a network; `undefined`: this machine's address is unknown. */
export function networkProblems(
  network: ClusterNetwork,
  client: Ipv4Block | undefined,
  region: string,
): NetworkVerdict {
  const parts = [
    ofPlace(network),
    groupProblems(network, client, region),
    ofRoutes(network, client, region),
    ofDns(network, region),
  ]
  return {
    problems: parts.flatMap(({ problems = [] }) => problems),
    doubts: parts.flatMap(({ doubts = [] }) => doubts),
  }
}

type Part = Partial<NetworkVerdict>

/** AWS creates the group `default` in the default VPC, with an account's first cluster. */
function ofPlace({ place, subnetGroup }: ClusterNetwork): Part {
  if (place !== 'missing') return {}
  if (subnetGroup === 'default') return { doubts: [messages.noDefaultSubnetGroup()] }
  return { problems: [messages.noSubnetGroup(subnetGroup)] }
}

function ofRoutes(
  { routeTables, place, subnetGroup }: ClusterNetwork,
  client: Ipv4Block | undefined,
  region: string,
): Part {
  if (!routeTables || typeof place !== 'object') return {}
  const problems = place.subnetIds.flatMap((subnet) => {
    const table =
      routeTables.find(({ subnetIds }) => subnetIds.includes(subnet)) ?? routeTables.find(({ isMain }) => isMain)
    if (!table) return []
    const route = routeBack(table, client ?? EVERYBODY)
    if (route?.isActive && route.by.startsWith('igw-')) return []
    return [
      messages.noInternetRoute({
        ...{ subnet, group: subnetGroup, table: table.id, isMain: table.isMain, route, region, vpc: place.vpcId },
        client: client ? writeBlock(client) : '0.0.0.0/0',
      }),
    ]
  })
  return { problems }
}

/** The route of the cluster's answers: the narrowest that matches. */
function routeBack({ routes }: RouteTable, client: Ipv4Block) {
  const matching = routes.flatMap((route) => {
    const block = readBlock(route.to)
    return block && contains(block, client) ? [{ ...route, length: block.length }] : []
  })
  return matching.toSorted((a, b) => b.length - a.length)[0]
}

/** AWS rejects a public instance in a VPC that lacks one of them, but only once the cluster has been created. */
function ofDns({ dns, place }: ClusterNetwork, region: string): Part {
  if (!dns || typeof place !== 'object') return {}
  const { vpcId } = place
  return {
    problems: [
      ...(dns.support ? [] : [messages.dnsIsOff('DNS resolution', 'enable-dns-support', vpcId, region)]),
      ...(dns.hostnames ? [] : [messages.dnsIsOff('DNS hostnames', 'enable-dns-hostnames', vpcId, region)]),
    ],
  }
}

interface Group {
  readonly id: string
  readonly opened: Opened
}

/** Whether the security groups exist, belong to the VPC, and let `client` in together, since each adds its rules. */
function groupProblems(
  { securityGroups = [], place }: ClusterNetwork,
  client: Ipv4Block | undefined,
  region: string,
): Part {
  const missing = securityGroups.filter(({ opened }) => !opened)
  const there = securityGroups.flatMap(({ id, opened }): Group[] => (opened ? [{ id, opened }] : []))
  const vpcId = typeof place === 'object' ? place.vpcId : undefined
  const isElsewhere = ({ opened }: Group) => vpcId !== undefined && opened.vpcId !== vpcId
  const wrong = [
    ...missing.map(({ id }) => messages.noSecurityGroup(id, region)),
    ...there.filter(isElsewhere).map(({ id, opened }) => messages.groupOfOtherVpc(id, opened.vpcId, vpcId ?? '')),
  ]
  const here = there.filter((group) => !isElsewhere(group))
  const { problems = [], doubts = [] } = here[0] ? doorProblems([here[0], ...here.slice(1)], client, region) : {}
  return { problems: [...wrong, ...problems], doubts }
}

/** Whether these groups let `client` in. */
function doorProblems(groups: readonly [Group, ...Group[]], client: Ipv4Block | undefined, region: string): Part {
  const { blocks, prefixListIds, ...others } = together(groups)
  const known = blocks.flatMap((block) => readBlock(block) ?? [])
  if (isCovered(client ?? EVERYBODY, known)) return {}
  const ids = groups.map(({ id }) => id)
  if (prefixListIds.length > 0) return { doubts: [messages.prefixListsNotRead(prefixListIds, ids)] }
  if (!client && blocks.length > 0) return { doubts: [messages.mayLetIn(ids, blocks)] }
  const opening = { ids, port: CLUSTER_PORT, blocks, ...others }
  return { problems: [messages.groupsAreClosed(opening, client && writeBlock(client), region)] }
}

const together = (groups: readonly Group[]) => ({
  blocks: groups.flatMap(({ opened }) => opened.blocks),
  ipv6Blocks: groups.flatMap(({ opened }) => opened.ipv6Blocks),
  prefixListIds: groups.flatMap(({ opened }) => opened.prefixListIds),
  groupIds: groups.flatMap(({ opened }) => opened.groupIds),
})
