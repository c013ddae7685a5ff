/** The wording of what is found in the network of a public cluster; warnings are text, errors are lines. */

/** A warning: the SDK's client of EC2 is missing. */
export const reachNotChecked = (): string =>
  [
    'The run did not check whether this machine can reach the public Neptune cluster: @aws-sdk/client-ec2 is not installed. The run continues.',
    '   To have it checked: npm install --save-dev @aws-sdk/client-ec2',
  ].join('\n')

/** A warning; `unknown` are doubts of the functions below, `statements` allow what was denied. */
export const reachUnknown = (unknown: readonly string[], statements: readonly object[]): string =>
  [
    'The run could not fully check whether this machine can reach the public Neptune cluster. The run continues.',
    ...unknown.map((each) => `   - ${each}`),
    ...(statements.length > 0 ? [`   To have it checked, allow: ${JSON.stringify(statements)}`] : []),
  ].join('\n')

/** `problems` are those of the functions below; `client` is this machine's address, where it is known. */
export const notReachable = (problems: readonly string[], client: string | undefined) => [
  `This machine would not reach the Neptune cluster, for ${problems.length === 1 ? 'one reason' : `${problems.length} reasons`}. Nothing was created.`,
  ...problems.map((problem) => `- ${problem}`),
  client && `The run takes ${client} for the address of this machine. If it is another, set aws.neptune.clientAddress.`,
  'Other ways to the cluster: a tunnel (aws.neptune.tunnel), a run inside the VPC (aws.insideVpc: true), or target local.',
]

export const addressUnknown = (why: string): string =>
  `The address of this machine is unknown: ${why}. aws.neptune.clientAddress sets it.`
export const noAddressAnswered = (url: string): string => `${url} did not answer with an IPv4 address`
export const addressNotAnswered = (url: string, cause: string): string => `${url} failed: ${cause}`
export const noAnswerWithin = (ms: number): string => `no answer within ${ms / 1_000} s`

export const noSubnetGroup = (group: string): string =>
  `There is no subnet group '${group}'. Correct aws.neptune.subnetGroup; 'aws neptune describe-db-subnet-groups' lists the groups that exist.`

export const noDefaultSubnetGroup = (): string =>
  "There is no subnet group 'default' yet, so its routes and DNS settings were not checked. AWS creates it in the default VPC, with the first cluster."

/** A subnet whose answers do not leave by an internet gateway. */
export interface ClosedSubnet {
  readonly subnet: string
  readonly group: string
  readonly table: string
  readonly isMain: boolean
  /** The route that an answer takes; absent: none. */
  readonly route: { readonly to: string; readonly by: string; readonly isActive: boolean } | undefined
  /** Where answers have to go: `203.0.113.7/32`. */
  readonly client: string
  readonly region: string
  readonly vpc: string
}

export function noInternetRoute({ subnet, group, table, isMain, route, client, region, vpc }: ClosedSubnet): string {
  const how = route
    ? `sends ${route.to} to ${route.by}${route.isActive ? '' : ', which no longer exists'}`
    : `has no route to ${client}`
  const change = route?.to === '0.0.0.0/0' ? 'replace-route' : 'create-route'
  return `Subnet ${subnet} of group '${group}' has no route to an internet gateway: its route table ${table}${isMain ? ' (the main one)' : ''} ${how}. Choose a subnet group without this subnet, or run: aws ec2 ${change} --region ${region} --route-table-id ${table} --destination-cidr-block 0.0.0.0/0 --gateway-id <internet gateway of ${vpc}>`
}

/** `attribute` as the option of the AWS CLI has it: `enable-dns-support`. */
export const dnsIsOff = (what: string, attribute: string, vpc: string, region: string): string =>
  `VPC ${vpc} has ${what} turned off, so that AWS creates no public instance there. Turn the setting on: aws ec2 modify-vpc-attribute --region ${region} --vpc-id ${vpc} --${attribute}`

export const noSecurityGroup = (id: string, region: string): string =>
  `There is no security group ${id} in ${region}. Correct aws.neptune.securityGroupIds.`

export const groupOfOtherVpc = (id: string, ofGroup: string, ofSubnets: string): string =>
  `Security group ${id} belongs to ${ofGroup}, and the subnets belong to ${ofSubnets}. Name groups of ${ofSubnets} in aws.neptune.securityGroupIds, or a subnet group of ${ofGroup} in aws.neptune.subnetGroup.`

/** Whom security groups let in at the cluster's port. */
export interface Opening {
  readonly ids: readonly string[]
  readonly port: number
  readonly blocks: readonly string[]
  readonly ipv6Blocks: readonly string[]
  readonly groupIds: readonly string[]
}

/** Security groups that do not let this machine in; `client` is its address, where it is known. */
export function groupsAreClosed(opening: Opening, client: string | undefined, region: string): string {
  const { ids, port, blocks, ipv6Blocks, groupIds } = opening
  const which = ids.length === 1 ? `Security group ${ids[0]} does` : `Security groups ${ids.join(', ')} do`
  const others = [...blocks, ...groupIds.map((id) => `members of group ${id}`)]
  const opened =
    others.length > 0
      ? `let in ${[...others, ...ipv6Blocks].join(', ')}`
      : ipv6Blocks.length > 0
        ? `let in ${ipv6Blocks.join(', ')} by IPv6, and the cluster's public address is IPv4`
        : 'let in nobody'
  const cidr = client ?? "<this machine's address>/32"
  return `${which} not let ${client ?? 'anybody'} in at port ${port}: the rules ${opened}. Add a rule: aws ec2 authorize-security-group-ingress --region ${region} --group-id ${ids[0]} --protocol tcp --port ${port} --cidr ${cidr}`
}

export const prefixListsNotRead = (lists: readonly string[], ids: readonly string[]): string =>
  `${lists.join(', ')} in ${ids.join(', ')} may have the address of this machine: prefix lists are not read.`

export const mayLetIn = (ids: readonly string[], blocks: readonly string[]): string =>
  `${ids.join(', ')} may let this machine in: the rules let in ${blocks.join(', ')}.`
