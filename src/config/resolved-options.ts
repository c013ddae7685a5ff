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
 * The options with every default filled in. They are plain data, except for a function that opens a tunnel. Code that gets them
 * does not read the environment.
 */
export type ResolvedOptions = StandInOptions | AwsOptions

/** The options of the targets that run an engine behind a gate. */
export type StandInOptions = LocalOptions | ContainersOptions

/** The options that every target has. */
export interface CommonOptions {
  readonly target: 'local' | 'containers' | 'aws'
  readonly region: string
  readonly opensearch?: ResolvedService & { readonly index?: string }
  readonly neptune?: ResolvedService
  readonly variables: Readonly<Record<string, MappedValue>>
  readonly exportCredentials: boolean
  /** Globs, relative to the root, of the test files that need the services; absent: the run finds these files itself. */
  readonly include?: readonly string[]
  /** How tests are kept apart in the graph. */
  readonly isolation: 'exclusive' | 'partition'
  /** How tests are kept apart in indices: each has all names to itself, or names under its own prefix. */
  readonly indices: 'views' | 'prefix'
  readonly onLeak: 'fail' | 'warn'
  /** Whether engines and resources on AWS stay for the next run. */
  readonly reuse: boolean
  readonly cacheDirectory: string
  /** The path of a PEM file with further authorities that the user trusts, from NODE_EXTRA_CA_CERTS. */
  readonly extraAuthorities?: string
  /** The folder of the user's project. Relative paths start here, and the user's own driver is resolved from here. */
  readonly root: string
}

export interface ResolvedService {
  /** Absolute path of the dataset's folder. */
  readonly dataset?: string
}

/** The options that the targets `local` and `containers` have in common. */
interface CommonStandInOptions extends CommonOptions {
  readonly opensearch?: StandInService & { readonly index?: string }
  readonly neptune?: StandInService & { readonly engineVersion?: string }
  readonly startTimeoutMs: number
  /** How long engines that stay wait for the next run, in milliseconds. */
  readonly idleTimeoutMs: number
  /** Whether data is kept in memory where there is room. */
  readonly dataInMemory: boolean
}

export interface LocalOptions extends CommonStandInOptions {
  readonly target: 'local'
  readonly java: JavaOptions
  readonly mirror: string
}

export interface ContainersOptions extends CommonStandInOptions {
  readonly target: 'containers'
  /** The variables for the Docker engine that are set. */
  readonly docker: Readonly<Record<string, string>>
  readonly opensearch?: StandInService & { readonly index?: string; readonly image: OpenSearchImage }
  readonly neptune?: StandInService & { readonly engineVersion?: string; readonly image: EngineImage }
}

/** The image of a container. */
export interface EngineImage {
  /** With its tag: `tinkerpop/gremlin-server:3.7.5`. */
  readonly name: string
  /** Whether the user has given the image, so that its version is unknown before it runs. */
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
  /** The gate's port; 0 takes a free one. */
  readonly port: number
  /** The heap of the engine's JVM, in MiB. */
  readonly heapMb: number
}

export interface AwsOptions extends CommonOptions {
  readonly target: 'aws'
  readonly opensearch?: AwsService & { readonly index?: string; readonly wanted: Wanted<DomainSpec> }
  readonly neptune?: AwsService & {
    readonly wanted: Wanted<ClusterSpec>
    readonly afterRun: 'keep' | 'stop'
    /** Present where the run reaches a created cluster over the internet. */
    readonly overInternet?: OverInternet
  }
  /** Whether the run also asks IAM what the identity may do. */
  readonly simulatePolicy: boolean
  /** The role to work as. */
  readonly assumeRole?: Omit<AssumedRole, 'sessionName'> & { readonly sessionName?: string | undefined }
  /** Whether workers talk to bridges; always true where a service has a tunnel. */
  readonly bridge: boolean
  readonly allowedAccounts: readonly string[]
  /** The regions in which something may be created; absent: any. */
  readonly allowedRegions?: readonly string[]
  /** After how long a created resource counts as expired, since a run last held it. */
  readonly ttlMinutes: number
  /** The project's part of names. */
  readonly name: string
  /** The project that owns what stays for later runs. */
  readonly project: Project
  readonly createTimeoutMs: number
  readonly deleteTimeoutMs: number
  readonly ledgerDirectory: string
}

/** How a service on AWS is reached. */
export interface AwsService extends ResolvedService {
  /** The near end of a tunnel to the service, or a function that opens one. */
  readonly tunnel?: TunnelEnd | OpenTunnel
  /** The port of its bridge on 127.0.0.1; 0 takes a free one. */
  readonly port: number
}

/** A resource on AWS to create, or to find where an earlier run has created it. */
export interface Asked<Spec> {
  readonly spec: Spec
  readonly cost: Cost
}

/** A resource on AWS: one to create, or one that exists. */
export type Wanted<Spec> = Asked<Spec> | { readonly id: string } | { readonly endpoint: string }
