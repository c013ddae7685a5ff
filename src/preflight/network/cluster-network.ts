/*
 * What of a VPC decides whether a public cluster in it is reached from the internet: plain data, as EC2 shows it. Nothing
 * here is of the cluster, which is not there yet.
 */

/** A network as far as it could be looked at: what is `undefined` could not be. */
export interface ClusterNetwork {
  readonly subnetGroup: string
  /** `missing`: there is no group of that name. */
  readonly place: { readonly vpcId: string; readonly subnetIds: readonly string[] } | 'missing' | undefined
  readonly securityGroups: readonly SecurityGroup[] | undefined
  readonly routeTables: readonly RouteTable[] | undefined
  readonly dns: { readonly support: boolean; readonly hostnames: boolean } | undefined
}

/** A security group, and whom it lets in at the cluster's port. */
export interface SecurityGroup {
  readonly id: string
  /** Absent: there is no such group. */
  readonly opened?: Opened
}

export interface Opened {
  readonly vpcId: string
  /** IPv4, `203.0.113.0/24`. */
  readonly blocks: readonly string[]
  readonly ipv6Blocks: readonly string[]
  /** Lists of addresses that somebody keeps; who is on them is another permission to ask. */
  readonly prefixListIds: readonly string[]
  /** Whatever has one of these groups: other machines of AWS, not this one. */
  readonly groupIds: readonly string[]
}

export interface RouteTable {
  readonly id: string
  /** Whether it is that of all subnets which have none of their own. */
  readonly isMain: boolean
  readonly subnetIds: readonly string[]
  readonly routes: readonly Route[]
}

export interface Route {
  /** IPv4, `0.0.0.0/0`. */
  readonly to: string
  /** `igw-0abc`, `nat-0abc`, `local`. */
  readonly by: string
  /** Whether what it leads to is still there. */
  readonly isActive: boolean
}

/** What is in the way, a sentence or two each with what to do; and what cannot be told. */
export interface NetworkVerdict {
  readonly problems: readonly string[]
  readonly doubts: readonly string[]
}

/** Where Neptune listens: no other port is asked for. */
export const CLUSTER_PORT = 8182
