/*
 * The part of a VPC that decides whether the internet reaches a public cluster in it, as plain data from EC2. The cluster
 * itself does not exist yet.
 */

/** A network as far as it could be read: what could not be read is `undefined`. */
export interface ClusterNetwork {
  readonly subnetGroup: string
  /** Where the subnet group is; `missing`: there is no group of that name. */
  readonly place: { readonly vpcId: string; readonly subnetIds: readonly string[] } | 'missing' | undefined
  readonly securityGroups: readonly SecurityGroup[] | undefined
  readonly routeTables: readonly RouteTable[] | undefined
  readonly dns: { readonly support: boolean; readonly hostnames: boolean } | undefined
}

/** A security group, and who it lets in at the cluster's port. */
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
  /** Prefix lists, which are not read: that would need one more permission. */
  readonly prefixListIds: readonly string[]
  /** Security groups whose members are let in: other machines on AWS, not this one. */
  readonly groupIds: readonly string[]
}

export interface RouteTable {
  readonly id: string
  /** Whether it is the VPC's main table, which all subnets use that have none of their own. */
  readonly isMain: boolean
  readonly subnetIds: readonly string[]
  readonly routes: readonly Route[]
}

export interface Route {
  /** IPv4, `0.0.0.0/0`. */
  readonly to: string
  /** `igw-0abc`, `nat-0abc`, `local`. */
  readonly by: string
  /** Whether its target still exists. */
  readonly isActive: boolean
}

/** What is in the way, each with what to do; and what cannot be decided. */
export interface NetworkVerdict {
  readonly problems: readonly string[]
  readonly doubts: readonly string[]
}

/** The port of every cluster that a run creates. */
export const CLUSTER_PORT = 8182
