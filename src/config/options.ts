import { z } from 'zod'

/** What a variable of the workers' environment can be filled with. */
const mappedValue = z.enum([
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
export type MappedValue = z.infer<typeof mappedValue>

const port = z.int().min(1).max(65_535)

const opensearchOptions = z.strictObject({
  /** The engine, as Amazon OpenSearch Service names it. Default `OpenSearch_2.19`. */
  engineVersion: z.string().optional(),
  /** A dataset's folder, relative to the project's root: `fixtures/airports`. */
  dataset: z.string().min(1).optional(),
  /** The dataset's index that the `index` fixture hands out. Needed where the dataset has several. */
  index: z.string().min(1).optional(),
  /** The port on 127.0.0.1 that clients use. Default: a free one. */
  port: port.optional(),
})

const neptuneOptions = z.strictObject({
  /** A dataset's folder, relative to the project's root: `fixtures/airports`. */
  dataset: z.string().min(1).optional(),
  /** The port on 127.0.0.1 that clients use. Default: a free one. */
  port: port.optional(),
})

export const optionsSchema = z.strictObject({
  /** What stands behind the clients. AWS_FIXTURES_TARGET wins over it. Default `local`. */
  target: z.string().optional(),
  /** Amazon OpenSearch Service: `true` for the defaults. Absent: not used. */
  opensearch: z.union([z.literal(true), opensearchOptions]).optional(),
  /** Amazon Neptune (Gremlin): `true` for the defaults. Absent: not used. */
  neptune: z.union([z.literal(true), neptuneOptions]).optional(),
  /**
   * Variables for the code under test: `{ OPENSEARCH_ENDPOINT: 'opensearch.url' }`. The key `credentials` is not a
   * variable: `false` keeps the stand-ins' credentials out of the workers, for suites that also talk to other AWS
   * services. Default `export`.
   */
  env: z
    .object({ credentials: z.union([z.literal('export'), z.literal(false)]).optional() })
    .catchall(mappedValue)
    .optional(),
  /**
   * The test files that need the services, as globs relative to the project's root: `['test/search/**']`. A run without
   * any of them starts nothing. Default: the files that reach the fixtures through their imports; all files where `env`
   * maps variables or a `port` is fixed.
   */
  include: z.array(z.string().min(1)).min(1).optional(),
  /**
   * How tests are kept apart. `exclusive`: each worker's graph, and all under its index prefix, is one test's at a time,
   * for any client. `partition`: tests share one graph and one dataset, without copies, and only the fixtures are kept
   * apart. Default `exclusive`.
   */
  isolation: z.enum(['exclusive', 'partition']).optional(),
  /** What a cleanup that cannot be proved does to the run. Default `fail`: exit code 1. */
  onLeak: z.enum(['fail', 'warn']).optional(),
  /** How long one engine may take to start, in milliseconds. Default 120,000. */
  startTimeoutMs: z.int().min(1_000).optional(),
  /** The `java` executable, or a Java home. Default: JAVA_HOME, PATH, the usual folders. */
  java: z.string().min(1).optional(),
  artifacts: z
    .strictObject({
      /** Base URL of a Maven repository. AWS_FIXTURES_MAVEN_MIRROR wins over it. Default: Maven Central. */
      mirror: z.url({ protocol: /^https?$/ }).optional(),
      /** Where engines are kept between runs. AWS_FIXTURES_CACHE wins over it. Default: the user's cache folder. */
      cacheDirectory: z.string().min(1).optional(),
    })
    .optional(),
  aws: z
    .strictObject({
      /** The region every signature is scoped to. Default `us-east-1`. */
      region: z
        .string()
        .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is not an AWS region, such as eu-west-1')
        .optional(),
    })
    .optional(),
})

/** Variables by name, and the switch for credentials, which no mapped value can be mistaken for. */
export interface EnvOption {
  readonly credentials?: 'export' | false | undefined
  readonly [variable: string]: MappedValue | 'export' | false | undefined
}

/** The options of the plugin, as written in vitest.config.ts. */
export type AwsFixturesOptions = Omit<z.input<typeof optionsSchema>, 'env'> & {
  /** Variables for the code under test: `{ OPENSEARCH_ENDPOINT: 'opensearch.url' }`. */
  env?: EnvOption | undefined
}
