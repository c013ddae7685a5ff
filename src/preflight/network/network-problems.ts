import { contains, EVERYBODY, type Ipv4Block, isCovered, readBlock, writeBlock } from '../../aws/network/ipv4-block.ts'
import {
  CLUSTER_PORT,
  type ClusterNetwork,
  type NetworkVerdict,
  type Opened,
  type RouteTable,
} from './cluster-network.ts'

/** Whether a public cluster there is reached from `client`; `undefined`: nobody knows where this machine is. */
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

/** AWS makes the group `default` with an account's first cluster, of the default VPC. */
function ofPlace({ place, subnetGroup }: ClusterNetwork): Part {
  if (place !== 'missing') return {}
  if (subnetGroup === 'default') {
    return {
      doubts: [
        "there is no subnet group 'default' yet (AWS makes it with the first cluster, of the default VPC), so its routes and names were not looked at",
      ],
    }
  }
  return {
    problems: [
      `There is no subnet group '${subnetGroup}'. Correct aws.neptune.subnetGroup; 'aws neptune describe-db-subnet-groups' lists those that there are.`,
    ],
  }
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
    const how = route
      ? `sends ${route.to} to ${route.by}${route.isActive ? '' : ', which is gone'}`
      : `has no route to ${client ? writeBlock(client) : '0.0.0.0/0'}`
    const change = route?.to === '0.0.0.0/0' ? 'replace-route' : 'create-route'
    return [
      `Subnet ${subnet} of group '${subnetGroup}' has no way to the internet: its route table ${table.id}${table.isMain ? ' (the main one)' : ''} ${how}. Take a subnet group without it, or: aws ec2 ${change} --region ${region} --route-table-id ${table.id} --destination-cidr-block 0.0.0.0/0 --gateway-id <internet gateway of ${place.vpcId}>`,
    ]
  })
  return { problems }
}

/** The route that an answer takes: the narrowest one. */
function routeBack({ routes }: RouteTable, client: Ipv4Block) {
  const matching = routes.flatMap((route) => {
    const block = readBlock(route.to)
    return block && contains(block, client) ? [{ ...route, length: block.length }] : []
  })
  return matching.toSorted((a, b) => b.length - a.length)[0]
}

/** RDS makes nothing public in a VPC that lacks one of them, and says so when the cluster is there already. */
function ofDns({ dns, place }: ClusterNetwork, region: string): Part {
  if (!dns || typeof place !== 'object') return {}
  const turnOn = (what: string, option: string) =>
    `VPC ${place.vpcId} has ${what} off, without which AWS makes no public instance. Turn it on: aws ec2 modify-vpc-attribute --region ${region} --vpc-id ${place.vpcId} --${option}`
  return {
    problems: [
      ...(dns.support ? [] : [turnOn('DNS resolution', 'enable-dns-support')]),
      ...(dns.hostnames ? [] : [turnOn('DNS hostnames', 'enable-dns-hostnames')]),
    ],
  }
}

interface Group {
  readonly id: string
  readonly opened: Opened
}

/** Whether the security groups are there, of the VPC, and let `client` in; together, for each adds its rules. */
function groupProblems(
  { securityGroups = [], place }: ClusterNetwork,
  client: Ipv4Block | undefined,
  region: string,
): Partial<NetworkVerdict> {
  const missing = securityGroups.filter(({ opened }) => !opened)
  const there = securityGroups.flatMap(({ id, opened }): Group[] => (opened ? [{ id, opened }] : []))
  const vpcId = typeof place === 'object' ? place.vpcId : undefined
  const isElsewhere = ({ opened }: Group) => vpcId !== undefined && opened.vpcId !== vpcId
  const wrong = [
    ...missing.map(({ id }) => `There is no security group ${id} in ${region}. Correct aws.neptune.securityGroupIds.`),
    ...there.filter(isElsewhere).map(({ id, opened }) => {
      const [groups, subnets] = [
        `Name groups of ${vpcId} in aws.neptune.securityGroupIds`,
        `subnets of ${opened.vpcId}`,
      ]
      return `Security group ${id} is of ${opened.vpcId}, and the subnets are of ${vpcId}. ${groups}, or ${subnets} in aws.neptune.subnetGroup.`
    }),
  ]
  const here = there.filter((group) => !isElsewhere(group))
  const { problems = [], doubts = [] } = here[0] ? doorProblems([here[0], ...here.slice(1)], client, region) : {}
  return { problems: [...wrong, ...problems], doubts }
}

/** Whether these groups let in `client`. */
function doorProblems(
  groups: readonly [Group, ...Group[]],
  client: Ipv4Block | undefined,
  region: string,
): Partial<NetworkVerdict> {
  const { blocks, prefixListIds } = together(groups)
  const known = blocks.flatMap((block) => readBlock(block) ?? [])
  if (isCovered(client ?? EVERYBODY, known)) return {}
  const ids = groups.map(({ id }) => id).join(', ')
  if (prefixListIds.length > 0) {
    const lists = prefixListIds.join(', ')
    return { doubts: [`whether ${lists} in ${ids} has this machine's address: lists of addresses are not read`] }
  }
  if (!client && blocks.length > 0) {
    return { doubts: [`whether ${ids} lets this machine in: it lets in ${blocks.join(', ')}`] }
  }
  const closed = groups.length === 1 ? `Security group ${ids} does not let` : `None of the security groups ${ids} lets`
  const cidr = client ? writeBlock(client) : "<this machine's address>/32"
  const command = `aws ec2 authorize-security-group-ingress --region ${region} --group-id ${groups[0].id} --protocol tcp --port ${CLUSTER_PORT} --cidr ${cidr}`
  return {
    problems: [
      `${closed} ${client ? cidr : 'anybody'} in at port ${CLUSTER_PORT}: ${whoIsLetIn(groups)}. Let it in: ${command}`,
    ],
  }
}

/** For somebody who has to change it. */
function whoIsLetIn(groups: readonly Group[]): string {
  const { blocks, ipv6Blocks, groupIds } = together(groups)
  const others = [...blocks, ...groupIds.map((id) => `what has group ${id}`)]
  if (others.length > 0) return `it is open there to ${[...others, ...ipv6Blocks].join(', ')}`
  if (ipv6Blocks.length === 0) return 'it is open to nobody there'
  return `it is open there by IPv6 only, to ${ipv6Blocks.join(', ')}, and the cluster's public address is IPv4`
}

const together = (groups: readonly Group[]) => ({
  blocks: groups.flatMap(({ opened }) => opened.blocks),
  ipv6Blocks: groups.flatMap(({ opened }) => opened.ipv6Blocks),
  prefixListIds: groups.flatMap(({ opened }) => opened.prefixListIds),
  groupIds: groups.flatMap(({ opened }) => opened.groupIds),
})
