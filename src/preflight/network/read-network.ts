import {
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  EC2Client,
  type IpPermission,
  paginateDescribeRouteTables,
} from '@aws-sdk/client-ec2'
import { DescribeDBSubnetGroupsCommand, NeptuneClient } from '@aws-sdk/client-neptune'
import { iamAction } from '../../aws/actions/actions.ts'
import type { IamAction } from '../../aws/actions/iam-actions.ts'
import type { ClusterSpec } from '../../aws/cluster/spec.ts'
import type { ControlPlane, Send } from '../../aws/sdk/control-plane.ts'
import { isNamed } from '../../aws/sdk/is-named.ts'
import type { Clock } from '../../wait/clock.ts'
import { ask } from '../ask.ts'
import {
  CLUSTER_PORT,
  type ClusterNetwork,
  type Opened,
  type RouteTable,
  type SecurityGroup,
} from './cluster-network.ts'

/** A question that failed, by its IAM action. */
export interface FailedLook {
  readonly action: IamAction
  readonly error: unknown
}

export interface NetworkLook {
  readonly network: ClusterNetwork
  readonly failed: readonly FailedLook[]
}

/** Reads the network that a cluster would be in. What cannot be read is left out, and listed in `failed`. */
export async function lookAtNetwork(
  plane: ControlPlane,
  { subnetGroup = 'default', securityGroupIds }: ClusterSpec,
  signal: AbortSignal,
  clock: Clock,
): Promise<NetworkLook> {
  const ec2 = new EC2Client(plane.clientConfig)
  const neptune = new NeptuneClient(plane.clientConfig)
  const failed: FailedLook[] = []
  const look = async <Seen>(action: IamAction, send: Send<Seen>): Promise<Seen | undefined> => {
    try {
      return await ask(plane, action, send, signal, clock)
    } catch (error) {
      signal.throwIfAborted()
      failed.push({ action, error })
      return undefined
    }
  }
  try {
    const place = await look(iamAction('rds', 'DescribeDBSubnetGroups'), (how) => placeOf(neptune, subnetGroup, how))
    const vpcId = typeof place === 'object' ? place.vpcId : undefined
    const [securityGroups, routeTables, dns] = await Promise.all([
      securityGroupIds.length > 0 || vpcId
        ? look(iamAction('ec2', 'DescribeSecurityGroups'), (how) => groupsOf(ec2, securityGroupIds, vpcId, how))
        : undefined,
      vpcId ? look(iamAction('ec2', 'DescribeRouteTables'), (how) => tablesOf(ec2, vpcId, how)) : undefined,
      vpcId ? look(iamAction('ec2', 'DescribeVpcAttribute'), (how) => dnsOf(ec2, vpcId, how)) : undefined,
    ])
    return { network: { subnetGroup, place, securityGroups, routeTables, dns }, failed }
  } finally {
    ec2.destroy()
    neptune.destroy()
  }
}

type How = Parameters<Send<unknown>>[0]

async function placeOf(client: NeptuneClient, name: string, how: How): Promise<ClusterNetwork['place']> {
  try {
    const answer = await client.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: name }), how)
    const [group] = answer.DBSubnetGroups ?? []
    if (!group?.VpcId) return 'missing'
    const subnetIds = (group.Subnets ?? []).flatMap(({ SubnetIdentifier: id }) => (id ? [id] : []))
    return { vpcId: group.VpcId, subnetIds }
  } catch (error) {
    if (isNamed(error, 'DBSubnetGroupNotFoundFault')) return 'missing'
    throw error
  }
}

/** By a filter, which does not fail for an id that does not exist. Without ids: the VPC's default group. */
async function groupsOf(client: EC2Client, ids: readonly string[], vpcId: string | undefined, how: How) {
  const Filters =
    ids.length > 0
      ? [{ Name: 'group-id', Values: [...ids] }]
      : [
          { Name: 'vpc-id', Values: [vpcId ?? ''] },
          { Name: 'group-name', Values: ['default'] },
        ]
  const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand({ Filters }), how)
  const found = SecurityGroups.map(
    ({ GroupId = '', VpcId = '', IpPermissions = [] }): SecurityGroup => ({
      id: GroupId,
      opened: { vpcId: VpcId, ...openedBy(IpPermissions.filter(isOfPort)) },
    }),
  )
  const missing = ids.filter((id) => !found.some((group) => group.id === id)).map((id): SecurityGroup => ({ id }))
  return [...found, ...missing]
}

/** `-1` is all protocols and ports; 6 is TCP by its number. */
const isOfPort = ({ IpProtocol, FromPort = 0, ToPort = 65_535 }: IpPermission): boolean =>
  IpProtocol === '-1' || (['tcp', '6'].includes(IpProtocol ?? '') && FromPort <= CLUSTER_PORT && CLUSTER_PORT <= ToPort)

const openedBy = (rules: readonly IpPermission[]): Omit<Opened, 'vpcId'> => ({
  blocks: rules.flatMap(({ IpRanges = [] }) => IpRanges.flatMap(({ CidrIp }) => CidrIp ?? [])),
  ipv6Blocks: rules.flatMap(({ Ipv6Ranges = [] }) => Ipv6Ranges.flatMap(({ CidrIpv6 }) => CidrIpv6 ?? [])),
  prefixListIds: rules.flatMap(({ PrefixListIds = [] }) =>
    PrefixListIds.flatMap(({ PrefixListId }) => PrefixListId ?? []),
  ),
  groupIds: rules.flatMap(({ UserIdGroupPairs = [] }) => UserIdGroupPairs.flatMap(({ GroupId }) => GroupId ?? [])),
})

/** All route tables of the VPC: a subnet without its own uses the main one, which a filter by subnet does not find. */
async function tablesOf(client: EC2Client, vpcId: string, how: How): Promise<readonly RouteTable[]> {
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }]
  const tables: RouteTable[] = []
  for await (const { RouteTables = [] } of paginateDescribeRouteTables({ client }, { Filters }, how)) {
    for (const { RouteTableId: id = '', Associations = [], Routes = [] } of RouteTables) {
      tables.push({
        id,
        isMain: Associations.some(({ Main }) => Main),
        subnetIds: Associations.flatMap(({ SubnetId }) => SubnetId ?? []),
        routes: Routes.flatMap(({ DestinationCidrBlock: to, State, ...route }) => {
          const by = route.GatewayId ?? route.NatGatewayId ?? route.TransitGatewayId ?? route.NetworkInterfaceId
          return to ? [{ to, by: by ?? 'something else', isActive: State !== 'blackhole' }] : []
        }),
      })
    }
  }
  return tables
}

/** By two calls, since the operation returns one attribute a call. */
async function dnsOf(client: EC2Client, VpcId: string, how: How) {
  const attribute = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    client.send(new DescribeVpcAttributeCommand({ VpcId, Attribute }), how)
  const [support, hostnames] = await Promise.all([attribute('enableDnsSupport'), attribute('enableDnsHostnames')])
  return { support: support.EnableDnsSupport?.Value === true, hostnames: hostnames.EnableDnsHostnames?.Value === true }
}
