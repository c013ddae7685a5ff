import { type SimulatedAnswer, type SimulatedCall, SimulatedError, type SimulatedService } from './simulated-service.ts'

/** The addresses that a rule lets in; the port defaults to that of Neptune, the protocol to TCP. */
export interface SimulatedRule {
  readonly protocol?: string
  readonly ports?: readonly [from: number, to: number]
  readonly blocks?: readonly string[]
  readonly ipv6Blocks?: readonly string[]
  readonly prefixLists?: readonly string[]
  readonly groups?: readonly string[]
}

export interface SimulatedGroup {
  readonly id: string
  readonly name: string
  readonly vpc: string
  rules: readonly SimulatedRule[]
}

export interface SimulatedRouteTable {
  readonly id: string
  readonly vpc: string
  readonly isMain: boolean
  subnets: readonly string[]
  routes: readonly { readonly to: string; readonly by: string; readonly state?: 'active' | 'blackhole' }[]
}

/** The VPC of Neptune's subnet groups. */
export const VPC = 'vpc-0routes'
/** A security group that lets in the network in which the tests place this machine. */
export const OPEN_GROUP = 'sg-0123456789abcdef0'

const local = { to: '10.0.0.0/16', by: 'local' }
export const toInternet = { to: '0.0.0.0/0', by: 'igw-0a1b' }

/** EC2's descriptions of networks: at first a VPC with public subnets, and one security group that lets in one network. */
export class SimulatedEc2 implements SimulatedService {
  readonly signingName = 'ec2'
  readonly groups: SimulatedGroup[] = [
    { id: 'sg-default', name: 'default', vpc: VPC, rules: [{ protocol: '-1', groups: ['sg-default'] }] },
    { id: OPEN_GROUP, name: 'tests', vpc: VPC, rules: [{ blocks: ['203.0.113.0/24'] }] },
  ]
  readonly tables: SimulatedRouteTable[] = [
    { id: 'rtb-main', vpc: VPC, isMain: true, subnets: [], routes: [local, toInternet] },
  ]
  dns = { enableDnsSupport: true, enableDnsHostnames: true }
  /** How many tables are on a page. */
  pageSize = 100

  answer({ operation, input }: SimulatedCall): SimulatedAnswer {
    if (operation === 'DescribeSecurityGroups') return { result: { securityGroupInfo: this.#groups(input) } }
    if (operation === 'DescribeRouteTables') return { result: this.#tables(input) }
    if (operation === 'DescribeVpcAttribute') return { result: this.#attribute(input) }
    throw new SimulatedError('InvalidAction', `The action ${operation} is not valid for this web service.`, 400)
  }

  /** The security group of an id. */
  group(id: string): SimulatedGroup {
    return this.groups.find((group) => group.id === id)!
  }

  #groups(input: Input): readonly object[] {
    const kept = this.groups.filter((group) =>
      passes(input, { 'group-id': group.id, 'group-name': group.name, 'vpc-id': group.vpc }),
    )
    return kept.map(({ id, name, vpc, rules }) => ({
      ownerId: '111122223333',
      groupId: id,
      groupName: name,
      vpcId: vpc,
      ipPermissions: rules.map(ruleShape),
    }))
  }

  #tables(input: Input): object {
    const kept = this.tables.filter(({ vpc }) => passes(input, { 'vpc-id': vpc }))
    const start = Number(input.NextToken ?? 0)
    const end = start + this.pageSize
    return {
      routeTableSet: kept.slice(start, end).map(tableShape),
      ...(end < kept.length && { nextToken: String(end) }),
    }
  }

  #attribute({ VpcId, Attribute }: Input): object {
    if (VpcId !== VPC) throw new SimulatedError('InvalidVpcID.NotFound', `The vpc ID '${VpcId}' does not exist`, 400)
    const name = Attribute as keyof SimulatedEc2['dns']
    return { vpcId: VPC, [name]: { value: this.dns[name] } }
  }
}

type Input = SimulatedCall['input']

function ruleShape({ protocol = 'tcp', ports = [8182, 8182], ...open }: SimulatedRule): object {
  const [fromPort, toPort] = ports
  return {
    ipProtocol: protocol,
    // A rule for all protocols has no ports.
    ...(protocol !== '-1' && { fromPort, toPort }),
    groups: (open.groups ?? []).map((groupId) => ({ groupId })),
    ipRanges: (open.blocks ?? []).map((cidrIp) => ({ cidrIp })),
    ipv6Ranges: (open.ipv6Blocks ?? []).map((cidrIpv6) => ({ cidrIpv6 })),
    prefixListIds: (open.prefixLists ?? []).map((prefixListId) => ({ prefixListId })),
  }
}

function tableShape({ id, vpc, isMain, subnets, routes }: SimulatedRouteTable): object {
  const association = (main: boolean, subnetId?: string) => ({ routeTableId: id, main, ...(subnetId && { subnetId }) })
  return {
    routeTableId: id,
    vpcId: vpc,
    associationSet: [...(isMain ? [association(true)] : []), ...subnets.map((each) => association(false, each))],
    routeSet: [
      ...routes.map(({ to, by, state = 'active' }) => ({
        destinationCidrBlock: to,
        [by.startsWith('nat-') ? 'natGatewayId' : 'gatewayId']: by,
        state,
      })),
      { destinationIpv6CidrBlock: '::/0', gatewayId: 'igw-0a1b', state: 'active' },
    ],
  }
}

/** `Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1`, as the form has been read. */
function passes({ Filter = {} }: Input, values: Readonly<Record<string, string>>): boolean {
  const filters = Object.values(Filter as Readonly<Record<string, { Name: string; Value: Record<string, string> }>>)
  return filters.every(({ Name, Value }) => {
    if (!(Name in values)) throw new SimulatedError('InvalidParameterValue', `The filter '${Name}' is invalid`, 400)
    return Object.values(Value).includes(values[Name]!)
  })
}
