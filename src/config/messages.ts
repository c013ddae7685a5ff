/**
 * The wording of issues of options. Each function makes one issue from its facts. An issue begins with the path of its option,
 * and all issues of a config are lines of one ConfigError.
 */

/** The message of the ConfigError, around its issues. */
export const invalidOptions = (issues: readonly string[]): readonly string[] => [
  'The options of awsFixtures() in the Vitest config are not valid.',
  ...issues.map((issue) => `- ${issue}`),
]

/** `a, b or c`, without a comma before the last as in British English. */
export const listed = (values: readonly string[]): string =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(values)

const quoted = (values: readonly string[]) => values.map((value) => `'${value}'`)

/** An option has a value that its schema rejects. `meant`: names or values that were likely meant. */
export const wrongOption = (path: string, issue: string, meant: readonly string[]): string =>
  meant.length === 0 ? `${path}: ${issue}` : `${path}: ${issue} Did you mean ${listed(quoted(meant))}?`

/** The variable AWS_FIXTURES_TARGET names no target. */
export const unknownTarget = (target: string, targets: readonly string[], meant: readonly string[]): string =>
  wrongOption('AWS_FIXTURES_TARGET', `must be ${listed(quoted(targets))}; it is "${target}".`, meant)

/** The options name no service. */
export const noService = (): string =>
  "Neither 'opensearch' nor 'neptune' is set. Set at least one, for example { opensearch: true }."

/** A variable is mapped to a value of a service that the options do not name. It would stay empty. */
export const variableWithoutService = (name: string, value: string, service: string): string =>
  `env.${name}: '${value}' needs the key '${service}'.`

/** A variable is mapped to the name of an index, which tests have in common in views only. */
export const indexWithoutViews = (name: string): string =>
  `env.${name}: 'opensearch.index' needs isolation: 'views'. Without views the index of each test has a name of its own, which the fixture 'index' gives.`

/** Target `aws` has no views yet. */
export const viewsOnAws = (): string =>
  "isolation: 'views' is a preview for the targets 'local' and 'containers'. On target 'aws' use 'exclusive'."

/** The targets `local` and `containers` have no engine for that version. */
export const unknownVersion = (service: string, version: string, known: string): string =>
  `${service}.engineVersion: '${version}' is unknown; there is ${known}.`

/** Target `aws` has no region. */
export const noRegion = (): string =>
  "region: target 'aws' needs a region, such as { region: 'eu-west-1' }, or AWS_REGION."

/** The address of a service says that it is in another region, where every signature would be rejected. */
export const otherRegion = (path: string, named: string, region: string): string =>
  `${path}: it is in ${named}, and the region is ${region}.`

/** The address is of OpenSearch Serverless. */
export const serverless = (path: string): string =>
  `${path}: it is a collection of OpenSearch Serverless, which this package does not support; give a domain of Amazon OpenSearch Service, or use target local.`

/** The address is of Neptune Analytics. */
export const analytics = (path: string): string =>
  `${path}: it is a graph of Neptune Analytics, which speaks no Gremlin; give a cluster of Amazon Neptune, or use target local.`

/** Two options of a group exclude each other. */
export const excluding = (path: string, keys: readonly string[]): string =>
  `${path}: '${keys.join("' and '")}' exclude each other; keep one.`

/** The options have a tunnel and switch the bridge off. */
export const tunnelWithoutBridge = (): string =>
  "aws.bridge: a tunnel needs the bridge. Remove 'aws.bridge: false', or remove 'tunnel'."

const ELSEWHERE =
  "set aws.insideVpc: true where the run is inside that VPC, on a runner or by a VPN; give as 'tunnel' the near end of a tunnel that leads there, or a function that opens one; or use target local."

/** The domain would be in a VPC, and this machine is outside of it. */
export const domainInVpc = (): string =>
  `aws.opensearch.vpc: a domain in a VPC cannot be reached from outside of it. Leave it out, so that the domain is on the internet; ${ELSEWHERE}`

/** The cluster would be in a VPC, and this machine is outside of it. */
export const clusterInVpc = (): string =>
  `aws.neptune: a cluster is in a VPC, and cannot be reached from outside of it. Set aws.neptune.publiclyAccessible: true (engine 1.4.6.0 or later; it has IAM authentication), with securityGroupIds that let this machine's address in at port 8182; ${ELSEWHERE}`

/** The address is the cluster's reader endpoint, and the run writes. */
export const readerEndpoint = (writer: string): string =>
  `aws.neptune.endpoint: it is the cluster's reader endpoint, and a run writes. Give the cluster's own, https://${writer}; for tests that only read, set isolation: 'partition', without a dataset.`

/** The options ask for more than a guardrail allows. */
export const tooMany = (path: string, asked: number, guardrail: string, allowed: number): string =>
  `${path}: ${asked} is more than '${guardrail}' allows, ${allowed}.`

/** The options ask for a type or class that is not in `aws.allowedInstanceTypes`. */
export const typeNotAllowed = (path: string, type: string, allowed: readonly string[]): string =>
  `${path}: '${type}' is not among 'aws.allowedInstanceTypes', which ${allowed.length > 0 ? `has ${allowed.join(', ')}` : 'is empty'}.`

/** The options limit the cost, and the price of a type or class is unknown. */
export const noPrice = (types: readonly string[], region: string): string => {
  const prices = types.map((type) => `'${type}': <US dollars an hour in ${region}>`).join(', ')
  return `aws.maxHourlyUsd: the price of ${types.join(' and ')} is not known. Add it: aws: { pricesPerHour: { ${prices} } }`
}

/** The resources cost more than the options allow. `cost` includes its unit; `by` is the source of the prices. */
export const tooExpensive = (cost: string, by: readonly string[], allowed: number): string =>
  `aws.maxHourlyUsd: what is asked for costs ${cost} ${by.join(' and ')}; ${allowed} is allowed.`
