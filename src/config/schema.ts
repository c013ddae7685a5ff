/** Checks at run time what the types in options.ts, stand-in-options.ts and aws-options.ts declare. */
import * as v from 'valibot'
import type { OpenSearchVersion } from '../engines/releases/engine-releases.ts'
import { awsSchema } from './aws-schema.ts'
import { ISOLATION } from './isolation-levels.ts'
import { durationMs, listWithItems, oneOf, only, orTrue, region, text, webAddress } from './schema-parts.ts'

/** The targets. */
export const TARGETS = ['local', 'containers', 'aws'] as const

const mappedValue = v.picklist([
  'opensearch.url',
  'opensearch.host',
  'opensearch.port',
  'opensearch.indexPrefix',
  'opensearch.index',
  'neptune.url',
  'neptune.host',
  'neptune.port',
  'region',
])

/** The heap of a JVM, in MiB. */
const heapMb = v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(65_536))
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))

const opensearch = only({
  engineVersion: v.optional(oneOf<OpenSearchVersion | (string & {})>()),
  dataset: v.optional(text),
  index: v.optional(text),
  port: v.optional(port),
  heapMb: v.optional(heapMb),
})

const neptune = only({
  engineVersion: v.optional(v.string()),
  dataset: v.optional(text),
  port: v.optional(port),
  heapMb: v.optional(heapMb),
})

const local = only({
  java: v.optional(text),
  mavenMirror: v.optional(webAddress),
  cacheDirectory: v.optional(text),
  downloadJava: v.optional(v.boolean()),
  javaMirror: v.optional(webAddress),
})

/** An image with its tag or digest. */
const image = v.pipe(
  text,
  v.regex(
    /^[a-z0-9][\w./:-]*(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/,
    "is not an image with its tag, such as 'tinkerpop/gremlin-server:3.7.5'",
  ),
)

const platform = v.pipe(text, v.regex(/^[a-z]+\/[a-z0-9]+(\/[a-z0-9]+)?$/, "is not a platform, such as 'linux/amd64'"))

const containers = only({
  opensearch: v.optional(only({ image: v.optional(image), security: v.optional(v.boolean()) })),
  neptune: v.optional(only({ image: v.optional(image) })),
  platform: v.optional(platform),
})

export type ContainersOption = v.InferOutput<typeof containers>

export const optionsSchema = only({
  target: v.optional(v.picklist(TARGETS)),
  region: v.optional(region),
  opensearch: v.optional(orTrue(opensearch)),
  neptune: v.optional(orTrue(neptune)),
  env: v.optional(v.record(v.string(), mappedValue)),
  exportCredentials: v.optional(v.boolean()),
  include: v.optional(listWithItems(text)),
  isolation: v.optional(v.picklist(ISOLATION)),
  onLeak: v.optional(v.picklist(['fail', 'warn'])),
  startTimeoutMs: v.optional(durationMs),
  reuse: v.optional(v.boolean()),
  idleTimeoutMs: v.optional(durationMs),
  dataInMemory: v.optional(v.boolean()),
  local: v.optional(local),
  containers: v.optional(containers),
  aws: v.optional(awsSchema),
})

/** The options after the schema has checked them. */
export type ParsedOptions = v.InferOutput<typeof optionsSchema>
