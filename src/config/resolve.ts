import { join, resolve as resolvePath } from 'node:path'
import * as v from 'valibot'
import { checkClusterSpec } from '../aws/cluster/check.ts'
import { checkDomainSpec } from '../aws/domain/check.ts'
import { priceList } from '../aws/facts/prices.ts'
import { likeName } from '../base/like-name.ts'
import { defaultCacheDirectory } from '../cache/cache-directory.ts'
import { ConfigError } from '../errors/errors.ts'
import { resourceName } from '../resource/resource-name.ts'
import { checkReach } from './check-reach.ts'
import { checkVersions } from './check-versions.ts'
import { describeIssue } from './describe-issue.ts'
import { checkGuardrails, type WantedResources } from './guardrails.ts'
import { overInternet } from './over-internet.ts'
import type { Common } from './parsed-options.ts'
import { ofService, orDefaults } from './parsed-options.ts'
import { projectOf } from './project-of.ts'
import { checkAddresses, checkRegions, checkWays, projectName, wantedCluster, wantedDomain } from './resolve-aws.ts'
import { containersTarget, localTarget } from './resolve-stand-ins.ts'
import { checkBridge, credentialsWay, wayTo } from './resolve-way.ts'
import type { AwsOptions, LocalOptions, ResolvedOptions } from './resolved-options.ts'
import { optionsSchema, type ParsedOptions, TARGETS } from './schema.ts'
import { defaultStateDirectory } from './state-directory.ts'

export type {
  Asked,
  AwsOptions,
  CommonOptions,
  ContainersOptions,
  LocalOptions,
  ResolvedOptions,
  StandInOptions,
  Wanted,
} from './resolved-options.ts'

/**
 * Checks the options and fills in the defaults, once, at the door.
 * Fails with one ConfigError that lists everything wrong, in the words of the user's config.
 */
export function resolveOptions(options: unknown, root: string, env: NodeJS.ProcessEnv = process.env): ResolvedOptions {
  const parsed = v.safeParse(optionsSchema, options ?? {}, { abortPipeEarly: true })
  if (!parsed.success) throw invalid(parsed.issues.map((issue) => describeIssue(optionsSchema, issue)))
  const given = parsed.output
  const target = env.AWS_FIXTURES_TARGET ?? given.target ?? 'local'
  const issues = [
    ...checkTarget(target),
    ...checkServices(given),
    ...checkAgainst(target, given, env),
    ...checkVariables(given),
  ]
  if (issues.length > 0) throw invalid(issues)

  const common = commonOptions(given, root, env)
  if (target === 'aws') return awsTarget(given, common, env)
  return target === 'containers' ? containersTarget(given, common, env) : localTarget(given, common, env)
}

/** The options for the stand-ins, whatever the target: for commands that are about them. Fails as `resolveOptions` does. */
export function resolveLocalOptions(
  options: unknown,
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): LocalOptions {
  return resolveOptions(options, root, { ...env, AWS_FIXTURES_TARGET: 'local' }) as LocalOptions
}

/** The schema has checked the option, and nobody the variable. */
function checkTarget(target: string): string[] {
  if (TARGETS.some((known) => known === target)) return []
  const like = likeName(target, TARGETS)
  return [
    `AWS_FIXTURES_TARGET: must be 'local', 'containers' or 'aws'; it is "${target}".${like ? ` Did you mean '${like}'?` : ''}`,
  ]
}

/** The versions that AWS has differ from those that there is a stand-in for. */
function checkAgainst(target: string, given: ParsedOptions, env: NodeJS.ProcessEnv): string[] {
  return target === 'aws' ? checkAws(given, env) : checkVersions(given)
}

function commonOptions(given: ParsedOptions, root: string, env: NodeJS.ProcessEnv): Common {
  const cacheDirectory = env.AWS_FIXTURES_CACHE ?? given.local?.cacheDirectory
  return {
    variables: given.env ?? {},
    exportCredentials: given.exportCredentials ?? true,
    ...(given.include && { include: given.include }),
    isolation: given.isolation ?? 'exclusive',
    onLeak: given.onLeak ?? 'fail',
    cacheDirectory: cacheDirectory ? resolvePath(root, cacheDirectory) : defaultCacheDirectory(env),
    ...(env.NODE_EXTRA_CA_CERTS && { extraAuthorities: env.NODE_EXTRA_CA_CERTS }),
    root,
  }
}

function awsTarget(given: ParsedOptions, common: Common, env: NodeJS.ProcessEnv): AwsOptions {
  const { aws = {} } = given
  const opensearch = orDefaults(given.opensearch)
  const neptune = orDefaults(given.neptune)
  const { domain, cluster } = wantedResources(given, env)
  return {
    target: 'aws',
    region: regionOf(given, env) ?? '',
    ...common,
    ...(opensearch &&
      domain && {
        opensearch: {
          wanted: domain,
          ...wayTo(opensearch, aws.opensearch),
          ...ofService(opensearch, common),
          ...(opensearch.index && { index: opensearch.index }),
        },
      }),
    ...(neptune &&
      cluster && {
        neptune: {
          wanted: cluster,
          afterRun: aws.neptune?.afterRun ?? 'keep',
          ...overInternet(aws, cluster, env),
          ...wayTo(neptune, aws.neptune),
          ...ofService(neptune, common),
        },
      }),
    ...credentialsWay(aws),
    simulatePolicy: aws.simulatePolicy ?? false,
    reuse: given.reuse ?? false,
    allowedAccounts: aws.allowedAccounts ?? [],
    ...(aws.allowedRegions && { allowedRegions: aws.allowedRegions }),
    ttlMinutes: aws.ttlMinutes ?? 240,
    name: aws.name ?? projectName(common.root),
    project: projectOf(common.root, aws.name ?? projectName(common.root), aws.sharedAs),
    createTimeoutMs: aws.createTimeoutMs ?? 90 * 60_000,
    deleteTimeoutMs: aws.deleteTimeoutMs ?? 45 * 60_000,
    ledgerDirectory: resolvePath(common.root, aws.ledgerDirectory ?? join(defaultStateDirectory(env), 'ledgers')),
  }
}

const regionOf = ({ region }: ParsedOptions, env: NodeJS.ProcessEnv): string | undefined =>
  region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined)

/** What the options ask for on AWS, with every default, and what it costs. */
function wantedResources(given: ParsedOptions, env: NodeJS.ProcessEnv) {
  const { opensearch, neptune, aws = {} } = given
  const beside = { tags: aws.tags, prices: priceList(regionOf(given, env) ?? '', aws.pricesPerHour) }
  return {
    domain: opensearch && wantedDomain(aws.opensearch ?? {}, orDefaults(opensearch)?.engineVersion, beside),
    cluster: neptune && wantedCluster(aws.neptune ?? {}, orDefaults(neptune)?.engineVersion, beside),
  }
}

/** What AWS would refuse, or a run could not use, some of it after minutes. */
function checkSpecs({ neptune, isolation, aws = {} }: ParsedOptions, { domain, cluster }: WantedResources): string[] {
  const writesGraph = isolation !== 'partition' || orDefaults(neptune)?.dataset !== undefined
  const name = resourceName({ project: aws.name ?? '', key: '000000', generation: 1 })
  return [
    ...(domain && 'spec' in domain ? checkDomainSpec(domain.spec, name) : []),
    ...(cluster && 'spec' in cluster ? checkClusterSpec(cluster.spec, name) : []),
    ...checkReach({ domain, cluster, writesGraph }, aws),
  ]
}

/** What target `aws` needs or refuses, an issue each. No call has been made. */
function checkAws(given: ParsedOptions, env: NodeJS.ProcessEnv): string[] {
  const { aws = {} } = given
  const region = regionOf(given, env)
  const regions = region
    ? checkRegions(aws, region)
    : ["region: target 'aws' needs a region, such as { region: 'eu-west-1' }, or AWS_REGION."]
  const wanted = wantedResources(given, env)
  const guarded = checkGuardrails(aws, region ?? 'your region', wanted)
  return [
    ...regions,
    ...checkAddresses(aws),
    ...checkWays(aws),
    ...checkBridge(aws),
    ...checkSpecs(given, wanted),
    ...guarded,
  ]
}

function checkServices(given: ParsedOptions): string[] {
  if (given.opensearch || given.neptune) return []
  return [`Neither 'opensearch' nor 'neptune' is there; give at least one, for example { opensearch: true }.`]
}

/** A variable that maps to a service which is not configured would stay empty without a word. */
function checkVariables(given: ParsedOptions): string[] {
  return Object.entries(given.env ?? {}).flatMap(([name, value]) => {
    const service = value.split('.')[0]
    if (service === 'opensearch' && !given.opensearch) return [`env.${name}: '${value}' needs the key 'opensearch'.`]
    if (service === 'neptune' && !given.neptune) return [`env.${name}: '${value}' needs the key 'neptune'.`]
    return []
  })
}

function invalid(issues: readonly string[]): ConfigError {
  return new ConfigError([
    'The options of awsFixtures() in the Vitest config are not valid.',
    ...issues.map((issue) => `- ${issue}`),
  ])
}
