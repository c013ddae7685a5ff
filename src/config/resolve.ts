import { isAbsolute, resolve as resolvePath } from 'node:path'
import { isCI } from 'std-env'
import * as v from 'valibot'
import { ConfigError } from '../errors.ts'
import { defaultCacheDirectory } from '../standin/cache-directory.ts'
import type { EngineRelease } from '../standin/engine-releases.ts'
import {
  DEFAULT_OPENSEARCH,
  gremlinServer37,
  opensearchReleases,
  releaseForNeptune,
} from '../standin/engine-releases.ts'
import { MAVEN_CENTRAL, PYPI } from '../standin/public-repositories.ts'
import { checkVersions } from './check-versions.ts'
import type { AwsFixturesOptions, MappedValue } from './options.ts'
import { optionsSchema } from './options.ts'

/** The options with every default filled in. Plain data; nothing below reads the environment or asks again. */
export interface ResolvedOptions {
  readonly target: 'local'
  readonly region: string
  readonly opensearch?: ResolvedService & { readonly index?: string }
  readonly neptune?: ResolvedService & { readonly engineVersion?: string }
  readonly variables: Readonly<Record<string, MappedValue>>
  readonly exportCredentials: boolean
  /** Globs, relative to the root, of the test files that need the services; absent: those that are found to. */
  readonly include?: readonly string[]
  readonly isolation: 'exclusive' | 'partition'
  readonly onLeak: 'fail' | 'warn'
  readonly startTimeoutMs: number
  /** Whether engines stay for the next run. */
  readonly reuse: boolean
  /** How long they wait for it, in milliseconds. */
  readonly idleTimeoutMs: number
  /** Whether data goes to memory where there is room. */
  readonly dataInMemory: boolean
  readonly java: JavaOptions
  readonly mirror: string
  readonly cacheDirectory: string
  /** A PEM file with further authorities the user trusts, from NODE_EXTRA_CA_CERTS. */
  readonly extraAuthorities?: string
  /** The folder of the user's project: relative paths start here, and the user's own driver is looked up from it. */
  readonly root: string
}

/** Where Java is looked for: the user's option, or else JAVA_HOME and PATH, and else an index to fetch it from. */
export interface JavaOptions {
  readonly option?: string
  readonly home?: string
  readonly path: string
  readonly download: boolean
  /** Base URL of a Python package index. */
  readonly index: string
}

export interface ResolvedService {
  /** The engine behind the gate. */
  readonly release: EngineRelease
  /** Absolute path of the dataset's folder. */
  readonly dataset?: string
  /** 0 takes a free one. */
  readonly port: number
}

/** The options as the schema has let them pass. */
type ParsedOptions = v.InferOutput<typeof optionsSchema>

/**
 * Checks the options and fills in the defaults, once, at the door.
 * Fails with one ConfigError that lists everything wrong, in the words of the user's config.
 */
export function resolveOptions(options: unknown, root: string, env: NodeJS.ProcessEnv = process.env): ResolvedOptions {
  const parsed = v.safeParse(optionsSchema, options ?? {})
  if (!parsed.success) throw invalid(parsed.issues.map(describe))
  const given = parsed.output
  const issues = [
    ...checkTarget(env.AWS_FIXTURES_TARGET ?? given.target ?? 'local', env.AWS_FIXTURES_TARGET !== undefined),
    ...checkServices(given),
    ...checkVersions(given),
    ...checkVariables(given),
  ]
  if (issues.length > 0) throw invalid(issues)

  const at = (path: string) => (isAbsolute(path) ? path : resolvePath(root, path))
  const { credentials = 'export', ...variables } = given.env ?? {}
  const opensearch = given.opensearch === true ? {} : given.opensearch
  const neptune = given.neptune === true ? {} : given.neptune
  const cacheDirectory = env.AWS_FIXTURES_CACHE ?? given.artifacts?.cacheDirectory
  return {
    target: 'local',
    region: given.aws?.region ?? 'us-east-1',
    ...(opensearch && {
      opensearch: {
        release: opensearchReleases[opensearch.engineVersion ?? DEFAULT_OPENSEARCH]!,
        port: opensearch.port ?? 0,
        ...(opensearch.dataset && { dataset: at(opensearch.dataset) }),
        ...(opensearch.index && { index: opensearch.index }),
      },
    }),
    ...(neptune && {
      neptune: {
        release: releaseForNeptune(neptune.engineVersion ?? '') ?? gremlinServer37,
        port: neptune.port ?? 0,
        ...(neptune.engineVersion && { engineVersion: neptune.engineVersion }),
        ...(neptune.dataset && { dataset: at(neptune.dataset) }),
      },
    }),
    variables,
    exportCredentials: credentials === 'export',
    ...(given.include && { include: given.include }),
    isolation: given.isolation ?? 'exclusive',
    onLeak: given.onLeak ?? 'fail',
    startTimeoutMs: given.startTimeoutMs ?? 120_000,
    reuse: given.reuse ?? !isCI,
    idleTimeoutMs: given.idleTimeoutMs ?? 15 * 60_000,
    dataInMemory: given.dataInMemory ?? true,
    java: {
      ...(given.java && { option: given.java }),
      ...(env.JAVA_HOME && { home: env.JAVA_HOME }),
      path: env.PATH ?? '',
      download: given.artifacts?.downloadJava ?? true,
      index: env.AWS_FIXTURES_JAVA_MIRROR ?? given.artifacts?.javaMirror ?? env.PIP_INDEX_URL ?? PYPI,
    },
    mirror: env.AWS_FIXTURES_MAVEN_MIRROR ?? given.artifacts?.mirror ?? MAVEN_CENTRAL,
    cacheDirectory: cacheDirectory ? at(cacheDirectory) : defaultCacheDirectory(env),
    ...(env.NODE_EXTRA_CA_CERTS && { extraAuthorities: env.NODE_EXTRA_CA_CERTS }),
    root,
  }
}

function checkTarget(target: string, fromEnvironment: boolean): string[] {
  if (target === 'local') return []
  const key = fromEnvironment ? 'AWS_FIXTURES_TARGET' : 'target'
  return [`${key}: '${target}' is not a target of this version; it has 'local'.`]
}

function checkServices(given: AwsFixturesOptions): string[] {
  if (given.opensearch || given.neptune) return []
  return [`Neither 'opensearch' nor 'neptune' is there; give at least one, for example { opensearch: true }.`]
}

/** A variable that maps to a service which is not configured would stay empty without a word. */
function checkVariables(given: ParsedOptions): string[] {
  const { credentials: _, ...variables } = given.env ?? {}
  return Object.entries(variables).flatMap(([name, value]) => {
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

/** The issue with the option's name, as it would be written in a config. */
function describe(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? 'options'}: ${issue.message}`
}
