import { contains, EVERYBODY, type Ipv4Block, readBlock, writeBlock } from '../../aws/network/ipv4-block.ts'
import type { ClusterNetwork, NetworkVerdict, RouteTable } from './cluster-network.ts'
import { groupProblems } from './group-problems.ts'

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
