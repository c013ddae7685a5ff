import * as v from 'valibot'
import { services } from '../base/endpoint.ts'
import { likeName } from '../base/like-name.ts'
import { ConfigError } from '../errors/errors.ts'
import { checkAws } from './check-aws.ts'
import { commonOptions } from './common-options.ts'
import { describeIssue } from './describe-issue.ts'
import { isolationLevel } from './isolation-levels.ts'
import * as messages from './messages.ts'
import { awsTarget } from './resolve-aws.ts'
import { checkVersions, containersTarget, localTarget } from './resolve-stand-ins.ts'
import type { LocalOptions, ResolvedOptions } from './resolved-options.ts'
import { optionsSchema, type ParsedOptions, TARGETS } from './schema.ts'

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
 * Checks the options and fills in the defaults. It is called once, before anything else reads the options.
 * Fails with one ConfigError that lists all faults, with the names of the user's config.
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

/** The options of the stand-ins, on any target, for commands about engines. Fails as `resolveOptions` does. */
export function resolveLocalOptions(
  options: unknown,
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): LocalOptions {
  return resolveOptions(options, root, { ...env, AWS_FIXTURES_TARGET: 'local' }) as LocalOptions
}

/** Checks the target again: the schema has checked the option, but not the variable. */
function checkTarget(target: string): string[] {
  if (TARGETS.some((known) => known === target)) return []
  const like = likeName(target, TARGETS)
  return [messages.unknownTarget(target, TARGETS, like === undefined ? [] : [like])]
}

/** AWS has other engine versions than the stand-ins, so each target checks its own. */
function checkAgainst(target: string, given: ParsedOptions, env: NodeJS.ProcessEnv): string[] {
  return target === 'aws' ? checkAws(given, env) : checkVersions(given)
}

function checkServices(given: ParsedOptions): string[] {
  if (services.some((service) => given[service])) return []
  return [messages.noService()]
}

/** One issue for each variable that would stay empty: its service is not configured, or nothing has the value. */
function checkVariables(given: ParsedOptions): string[] {
  return Object.entries(given.env ?? {}).flatMap(([name, value]) => {
    const service = services.find((each) => value.startsWith(`${each}.`))
    if (service && !given[service]) return [messages.variableWithoutService(name, value, service)]
    const hasViews = isolationLevel(given.isolation).indices === 'views'
    return value === 'opensearch.index' && !hasViews ? [messages.indexWithoutViews(name)] : []
  })
}

const invalid = (issues: readonly string[]) => new ConfigError(messages.invalidOptions(issues))
