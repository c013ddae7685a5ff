import * as v from 'valibot'
import { readBlock } from '../aws/network/ipv4-block.ts'
import { count, durationMs, list, only, region, text } from './schema-parts.ts'
import type { OpenTunnel, TunnelEnd } from './tunnel-end.ts'
import { readTunnelEnd } from './tunnel-end.ts'

const secureAddress = v.pipe(v.string(), v.url(), v.regex(/^https:/, 'is not an https address'))
const account = v.pipe(v.string(), v.regex(/^\d{12}$/, 'is not an account: it has 12 digits'))
const price = v.pipe(v.number(), v.minValue(0))

const nearEnd = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): TunnelEnd => {
    const end = readTunnelEnd(dataset.value)
    if (end) return end
    addIssue({ message: "is not the near end of a tunnel, such as 'https://127.0.0.1:9200'" })
    return NEVER
  }),
)

const opensTunnel = v.custom<OpenTunnel>((input) => typeof input === 'function')

/** The near end of a tunnel, `https://127.0.0.1:9200` or without the scheme; or a function that opens one. */
const tunnel = v.lazy<typeof nearEnd | typeof opensTunnel>((input) =>
  typeof input === 'function' ? opensTunnel : nearEnd,
)

const roleArn = v.pipe(
  v.string(),
  v.regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'is not the ARN of a role'),
)

const roleInDetail = only({
  roleArn,
  externalId: v.optional(text),
  sessionName: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[\w+=,.@-]{2,64}$/, 'is not the name of a session: 2 to 64 letters, digits or +=,.@-'),
    ),
  ),
  durationSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(900), v.maxValue(43_200))),
})

/** The ARN of a role, or an object. Any other value is reported as a wrong object. */
const assumedRole = v.lazy<typeof roleArn | typeof roleInDetail>((input) =>
  typeof input === 'string' ? roleArn : roleInDetail,
)

const domain = only({
  endpoint: v.optional(secureAddress),
  domainName: v.optional(text),
  tunnel: v.optional(tunnel),
  instanceType: v.optional(text),
  instanceCount: v.optional(count),
  volumeGb: v.optional(count),
  principals: v.optional(list(text)),
  accessPolicy: v.optional(text),
  vpc: v.optional(only({ subnetIds: list(text), securityGroupIds: v.optional(list(text)) })),
})

const clientAddress = v.pipe(
  v.string(),
  v.check((given) => readBlock(given) !== undefined, 'is not an IPv4 address or range, such as 203.0.113.0/24'),
)

const cluster = only({
  endpoint: v.optional(secureAddress),
  clusterIdentifier: v.optional(text),
  tunnel: v.optional(tunnel),
  instanceClass: v.optional(text),
  serverless: v.optional(only({ minNcu: v.optional(v.number()), maxNcu: v.number() })),
  subnetGroup: v.optional(text),
  securityGroupIds: v.optional(list(text)),
  publiclyAccessible: v.optional(v.boolean()),
  clientAddress: v.optional(clientAddress),
  afterRun: v.optional(v.picklist(['keep', 'stop'])),
})

/** The option `aws`; its type is in aws-options.ts. */
export const awsSchema = only({
  allowedAccounts: v.optional(list(account)),
  allowedRegions: v.optional(list(region)),
  ttlMinutes: v.optional(count),
  allowedInstanceTypes: v.optional(list(text)),
  maxNodes: v.optional(count),
  maxNcu: v.optional(v.pipe(v.number(), v.minValue(1))),
  maxHourlyUsd: v.optional(price),
  pricesPerHour: v.optional(v.record(v.string(), price)),
  name: v.optional(text),
  sharedAs: v.optional(text),
  tags: v.optional(v.record(v.string(), v.string())),
  createTimeoutMs: v.optional(durationMs),
  deleteTimeoutMs: v.optional(durationMs),
  ledgerDirectory: v.optional(text),
  assumeRole: v.optional(assumedRole),
  bridge: v.optional(v.boolean()),
  insideVpc: v.optional(v.boolean()),
  simulatePolicy: v.optional(v.boolean()),
  opensearch: v.optional(domain),
  neptune: v.optional(cluster),
})

export type AwsOption = v.InferOutput<typeof awsSchema>
