/**
 * The options of awsFixtures(), as users write them. docs/configuration.md is generated from this file, stand-in-options.ts,
 * aws-options.ts and aws-service-options.ts. So each option has its meaning first, then its tags:
 *
 * - `@default`: a literal, or words where the default follows from something else,
 * - `@example`: the option as it stands in a config; a test proves that it is accepted,
 * - `@targets`: the targets that read it, unless all three do,
 * - `@variable`: the environment variable that wins over it, or that it falls back to.
 *
 * schema.ts checks at run time what these types say; a type test proves that both accept the same.
 */
import type { AwsTargetOptions } from './aws-options.ts'
import type { ContainersTargetOptions, LocalTargetOptions } from './stand-in-options.ts'

/** The options of the plugin, as written in vitest.config.ts. */
export interface AwsFixturesOptions {
  /**
   * What stands behind the clients.
   * @default 'local'
   * @example target: 'containers'
   * @variable AWS_FIXTURES_TARGET wins over the option
   */
  target?: 'local' | 'containers' | 'aws' | undefined
  /**
   * The region every signature is scoped to. Target `aws` needs one, from here or from a variable.
   * @default `us-east-1` on the targets `local` and `containers`
   * @example region: 'eu-west-1'
   * @variable AWS_REGION, then AWS_DEFAULT_REGION, on target `aws` where the option is absent
   */
  region?: string | undefined
  /**
   * Amazon OpenSearch Service: `true` for the defaults.
   * @default absent: the service is not used
   * @example opensearch: true
   */
  opensearch?: true | OpenSearchOptions | undefined
  /**
   * Amazon Neptune (Gremlin): `true` for the defaults.
   * @default absent: the service is not used
   * @example neptune: true
   */
  neptune?: true | NeptuneOptions | undefined
  /**
   * Variables for the code under test, each filled with a value of the run: `url`, `host` or `port` of a service
   * (`opensearch.url`), `opensearch.indexPrefix`, `opensearch.index`, or `region`.
   * @default {}
   * @example env: { OPENSEARCH_ENDPOINT: 'opensearch.url', NEPTUNE_ENDPOINT: 'neptune.url' }
   */
  env?: Readonly<Record<string, MappedValue>> | undefined
  /**
   * Whether the environment of the workers gets credentials and region for the clients of the code under test. `false` is
   * for suites that also talk to other AWS services with credentials of their own.
   * @default true
   * @example exportCredentials: false
   */
  exportCredentials?: boolean | undefined
  /**
   * The test files that need the services, as globs relative to the project's root. A run without any of them starts
   * nothing.
   * @default the files that reach the fixtures through their imports; all files where `env` maps variables or a `port` is fixed
   * @example include: ['test/search/**']
   */
  include?: readonly string[] | undefined
  /**
   * How tests are kept apart. `exclusive`: the graph of a worker, and all under its index prefix, belongs to one test at a
   * time, for any client. `prefix` is the same. `partition`: tests share one graph and one dataset without copies, and only
   * the fixtures are kept apart. `views` is a preview: as `exclusive`, but each test has all names of indices to itself.
   * @default 'exclusive'
   * @example isolation: 'partition'
   */
  isolation?: 'exclusive' | 'views' | 'prefix' | 'partition' | undefined
  /**
   * What a cleanup that cannot be proved does to the run. `fail`: the exit code is 1. `warn`: what is left is printed, and
   * the exit code stays.
   * @default 'fail'
   * @example onLeak: 'warn'
   */
  onLeak?: 'fail' | 'warn' | undefined
  /**
   * Whether what is behind the clients stays after a run, so that the next one starts at once.
   * @default `true` on the targets `local` and `containers`, except in CI; `false` on target `aws`, where it costs money
   * @example reuse: true
   */
  reuse?: boolean | undefined
  /**
   * How long one engine may take to start, in milliseconds.
   * @default 120_000
   * @example startTimeoutMs: 300_000
   * @targets local, containers
   */
  startTimeoutMs?: number | undefined
  /**
   * How long engines that stay wait for the next run, in milliseconds.
   * @default 900_000
   * @example idleTimeoutMs: 3_600_000
   * @targets local, containers
   */
  idleTimeoutMs?: number | undefined
  /**
   * Whether indices are kept in memory: in /dev/shm where Linux has 1 GiB of room there, or in a container's own. `false`
   * is for datasets larger than memory.
   * @default true
   * @example dataInMemory: false
   * @targets local, containers
   */
  dataInMemory?: boolean | undefined
  /**
   * What only target `local` reads: its Java, and where engines come from.
   * @default {}
   * @example local: { java: '/usr/lib/jvm/java-21' }
   * @targets local
   */
  local?: LocalTargetOptions | undefined
  /**
   * What only target `containers` reads: the images.
   * @default {}
   * @example containers: { platform: 'linux/amd64' }
   * @targets containers
   */
  containers?: ContainersTargetOptions | undefined
  /**
   * What only target `aws` reads: what it creates or uses, who may, and what that may cost.
   * @default {}
   * @example aws: { allowedAccounts: ['111122223333'] }
   * @targets aws
   */
  aws?: AwsTargetOptions | undefined
}

/** A value of the run that the option `env` can map to a variable. */
export type MappedValue =
  | 'opensearch.url'
  | 'opensearch.host'
  | 'opensearch.port'
  | 'opensearch.indexPrefix'
  | 'opensearch.index'
  | 'neptune.url'
  | 'neptune.host'
  | 'neptune.port'
  | 'region'

export interface OpenSearchOptions {
  /**
   * The engine, as Amazon OpenSearch Service names it. The targets `local` and `containers` have these versions; target
   * `aws` takes any that the service has.
   * @default 'OpenSearch_2.19'
   * @example engineVersion: 'OpenSearch_3.5'
   */
  engineVersion?: 'OpenSearch_2.17' | 'OpenSearch_2.19' | 'OpenSearch_3.5' | (string & {}) | undefined
  /**
   * The folder of a dataset, relative to the project's root.
   * @default absent: there is no dataset
   * @example dataset: 'fixtures/airports'
   */
  dataset?: string | undefined
  /**
   * The index of the dataset that the fixture `index` hands out. A dataset with several indices needs it.
   * @default the dataset's only index
   * @example index: 'airports'
   */
  index?: string | undefined
  /**
   * The port on 127.0.0.1 that clients use. On target `aws` it is the port of the bridge.
   * @default a free port
   * @example port: 9200
   */
  port?: number | undefined
  /**
   * The heap of the engine's JVM, in MiB. Runs that ask for different heaps do not share an engine.
   * @default 512
   * @example heapMb: 1024
   * @targets local, containers
   */
  heapMb?: number | undefined
}

export interface NeptuneOptions {
  /**
   * The engine, as Amazon Neptune numbers it. The targets `local` and `containers` have 1.3.2.0 and later versions of 1.3
   * and 1.4; target `aws` takes any that the service has.
   * @default the newest version that the target has
   * @example engineVersion: '1.4.5.0'
   */
  engineVersion?: string | undefined
  /**
   * The folder of a dataset, relative to the project's root.
   * @default absent: there is no dataset
   * @example dataset: 'fixtures/airports'
   */
  dataset?: string | undefined
  /**
   * The port on 127.0.0.1 that clients use. On target `aws` it is the port of the bridge.
   * @default a free port
   * @example port: 8182
   */
  port?: number | undefined
  /**
   * The heap of the engine's JVM, in MiB. Runs that ask for different heaps do not share an engine.
   * @default 512
   * @example heapMb: 1024
   * @targets local, containers
   */
  heapMb?: number | undefined
}
