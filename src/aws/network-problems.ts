import { CLUSTER_PORT, type ClusterNetwork, type Opened, type RouteTable } from './cluster-network.ts'
import { contains, type Ipv4Block, isCovered, readBlock, writeBlock } from './ipv4-block.ts'

/** What is in the way, a sentence or two each with what to do; and what cannot be told. */
export interface NetworkVerdict {
  readonly problems: readonly string[]
  readonly doubts: readonly string[]
}

/** Whether a public cluster there is reached from `client`; `undefined`: nobody knows where this machine is. */
export function networkProblems(
  network: ClusterNetwork,
  client: Ipv4Block | undefined,
  region: string,
): NetworkVerdict {
  const parts = [
    ofPlace(network),
    ofGroups(network, client, region),
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

function ofGroups({ securityGroups, place }: ClusterNetwork, client: Ipv4Block | undefined, region: string): Part {
  if (!securityGroups) return {}
  const missing = securityGroups.filter(({ opened }) => !opened)
  const there = securityGroups.flatMap(({ id, opened }) => (opened ? [{ id, opened }] : []))
  const vpcId = typeof place === 'object' ? place.vpcId : undefined
  const elsewhere = there.filter(({ opened }) => vpcId !== undefined && opened.vpcId !== vpcId)
  const problems = [
    ...missing.map(({ id }) => `There is no security group ${id} in ${region}. Correct aws.neptune.securityGroupIds.`),
    ...elsewhere.map(
      ({ id, opened }) =>
        `Security group ${id} is of ${opened.vpcId}, and the subnets are of ${vpcId}. Name groups of ${vpcId} in aws.neptune.securityGroupIds, or subnets of ${opened.vpcId} in aws.neptune.subnetGroup.`,
    ),
  ]
  const here = there.filter((group) => !elsewhere.includes(group))
  const first = here[0]
  if (!first) return { problems }
  const all = (of: (opened: Opened) => readonly string[]) => here.flatMap(({ opened }) => of(opened))
  const blocks = all(({ blocks }) => blocks)
  if (client && isCovered(client, blocksOf(blocks))) return { problems }
  const ids = here.map(({ id }) => id).join(', ')
  const lists = all(({ prefixListIds }) => prefixListIds)
  const cidr = client ? writeBlock(client) : "<this machine's address>/32"
  const letIn = `aws ec2 authorize-security-group-ingress --region ${region} --group-id ${first.id} --protocol tcp --port ${CLUSTER_PORT} --cidr ${cidr}`
  if (lists.length > 0) {
    return {
      problems,
      doubts: [`whether ${lists.join(', ')} in ${ids} has this machine's address: lists of addresses are not read`],
    }
  }
  if (!client && blocks.length > 0) {
    const isForAll = isCovered(EVERYBODY, blocksOf(blocks))
    return {
      problems,
      doubts: isForAll ? [] : [`whether ${ids} lets this machine in: it lets in ${blocks.join(', ')}`],
    }
  }
  const lets = here.length === 1 ? `Security group ${ids} does not let` : `None of the security groups ${ids} lets`
  const who = client ? writeBlock(client) : 'anybody'
  return {
    problems: [
      ...problems,
      `${lets} ${who} in at port ${CLUSTER_PORT}: ${letsIn(here.map(({ opened }) => opened))}. Let it in: ${letIn}`,
    ],
  }
}

/** Whom groups let in, for somebody who has to change it. */
function letsIn(all: readonly Opened[]): string {
  const blocks = all.flatMap(({ blocks }) => blocks)
  const ipv6 = all.flatMap(({ ipv6Blocks }) => ipv6Blocks)
  const groups = all.flatMap(({ groupIds }) => groupIds)
  if (blocks.length + ipv6.length + groups.length === 0) return 'it is open to nobody there'
  const others = [...blocks, ...groups.map((id) => `what has group ${id}`)]
  if (others.length > 0) return `it is open there to ${[...others, ...ipv6].join(', ')}`
  return `it is open there by IPv6 only, to ${ipv6.join(', ')}, and the cluster's public address is IPv4`
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

const EVERYBODY: Ipv4Block = { first: 0, length: 0 }

const blocksOf = (texts: readonly string[]): readonly Ipv4Block[] => texts.flatMap((text) => readBlock(text) ?? [])
