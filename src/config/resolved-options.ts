import type { ClusterSpec } from '../aws/cluster/spec.ts'
import type { DomainSpec } from '../aws/domain/spec.ts'
import type { OverInternet } from '../aws/permissions/grant.ts'
import type { AssumedRole } from '../aws/sdk/assume-role.ts'
import type { EngineRelease } from '../engines/releases/engine-releases.ts'
import type { JavaOptions } from '../java/choose-java.ts'
import type { Cost } from '../report/cost.ts'
import type { MappedValue } from './options.ts'
import type { Project } from './project-of.ts'
import type { OpenTunnel, TunnelEnd } from './tunnel-end.ts'

/**
 * The options with every default filled in. Plain data, but for a function that opens a tunnel; nothing below reads the
 * environment or asks again.
 */
export type ResolvedOptions = StandInOptions | AwsOptions

/** Those of the targets that have a gate and an engine behind the clients. */
export type StandInOptions = LocalOptions | ContainersOptions

/** What every target knows. */
export interface CommonOptions {
  readonly target: 'local' | 'containers' | 'aws'
  readonly region: string
  readonly opensearch?: ResolvedService & { readonly index?: string }
  readonly neptune?: ResolvedService
  readonly variables: Readonly<Record<string, MappedValue>>
  readonly exportCredentials: boolean
  /** Globs, relative to the root, of the test files that need the services; absent: those that are found to. */
  readonly include?: readonly string[]
  readonly isolation: 'exclusive' | 'partition'
  readonly onLeak: 'fail' | 'warn'
  /** Whether what is behind the clients stays for the next run. */
  readonly reuse: boolean
  readonly cacheDirectory: string
  /** A PEM file with further authorities the user trusts, from NODE_EXTRA_CA_CERTS. */
  readonly extraAuthorities?: string
  /** The folder of the user's project: relative paths start here, and the user's own driver is looked up from it. */
  readonly root: string
}

export interface ResolvedService {
  /** Absolute path of the dataset's folder. */
  readonly dataset?: string
}

/** What the stand-ins have in common, wherever their engines run. */
interface CommonStandInOptions extends CommonOptions {
  readonly opensearch?: StandInService & { readonly index?: string }
  readonly neptune?: StandInService & { readonly engineVersion?: string }
  readonly startTimeoutMs: number
  /** How long engines that stay wait for the next run, in milliseconds. */
  readonly idleTimeoutMs: number
  /** Whether data goes to memory where there is room. */
  readonly dataInMemory: boolean
}

export interface LocalOptions extends CommonStandInOptions {
  readonly target: 'local'
  readonly java: JavaOptions
  readonly mirror: string
}

export interface ContainersOptions extends CommonStandInOptions {
  readonly target: 'containers'
  /** The variables that say which Docker engine is used, as far as they are set. */
  readonly docker: Readonly<Record<string, string>>
  readonly opensearch?: StandInService & { readonly index?: string; readonly image: OpenSearchImage }
  readonly neptune?: StandInService & { readonly engineVersion?: string; readonly image: EngineImage }
}

/** What a container is made from. */
export interface EngineImage {
  /** With its tag: `tinkerpop/gremlin-server:3.7.5`. */
  readonly name: string
  /** Whether the user has named it, so that its version is not known before it runs. */
  readonly isOwn: boolean
  /** `linux/amd64`; absent: that of the Docker host. */
  readonly platform?: string
}

export interface OpenSearchImage extends EngineImage {
  /** Whether the security plugin is on inside. */
  readonly security: boolean
}

export interface StandInService extends ResolvedService {
  /** The engine behind the gate. */
  readonly release: EngineRelease
  /** 0 takes a free one. */
  readonly port: number
  /** Of the engine's JVM, in MiB. */
  readonly heapMb: number
}

export interface AwsOptions extends CommonOptions {
  readonly target: 'aws'
  readonly opensearch?: AwsService & { readonly index?: string; readonly wanted: Wanted<DomainSpec> }
  readonly neptune?: AwsService & {
    readonly wanted: Wanted<ClusterSpec>
    readonly afterRun: 'keep' | 'stop'
    /** Present where a cluster that is made is to be reached over the internet. */
    readonly overInternet?: OverInternet
  }
  /** Whether IAM is asked as well what the identity may do. */
  readonly simulatePolicy: boolean
  /** The role to work as. */
  readonly assumeRole?: Omit<AssumedRole, 'sessionName'> & { readonly sessionName?: string | undefined }
  /** Whether workers talk to bridges; where a service has a tunnel they do. */
  readonly bridge: boolean
  readonly allowedAccounts: readonly string[]
  /** Absent: any. */
  readonly allowedRegions?: readonly string[]
  /** How long after a run last held it what is made counts as expired. */
  readonly ttlMinutes: number
  /** What names tell of the project. */
  readonly name: string
  /** Whose what stays for later runs is. */
  readonly project: Project
  readonly createTimeoutMs: number
  readonly deleteTimeoutMs: number
  readonly ledgerDirectory: string
}

/** The way to a service on AWS. */
export interface AwsService extends ResolvedService {
  /** The near end of a tunnel to it, or what opens one. */
  readonly tunnel?: TunnelEnd | OpenTunnel
  /** The port of its bridge on 127.0.0.1; 0 takes a free one. */
  readonly port: number
}

/** A resource on AWS that is to be made, or found where an earlier run has. */
export interface Asked<Spec> {
  readonly spec: Spec
  readonly cost: Cost
}

/** A resource on AWS: to be made, or one that is there. */
export type Wanted<Spec> = Asked<Spec> | { readonly id: string } | { readonly endpoint: string }
