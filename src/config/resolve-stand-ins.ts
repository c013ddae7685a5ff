import { isCI } from 'std-env'
import { MAVEN_CENTRAL, PYPI } from '../cache/public-repositories.ts'
import { DEFAULT_HEAP_MB } from '../engines/process/jvm-options.ts'
import {
  DEFAULT_OPENSEARCH,
  type EngineRelease,
  gremlinServer37,
  NEPTUNE_VERSIONS,
  opensearchReleases,
  releaseForNeptune,
} from '../engines/releases/engine-releases.ts'
import type { Common } from './common-options.ts'
import { ofService, orDefaults } from './common-options.ts'
import * as messages from './messages.ts'
import type { ContainersOptions, EngineImage, LocalOptions, OpenSearchImage } from './resolved-options.ts'
import type { ContainersOption, ParsedOptions } from './schema.ts'

/** The options that the targets `local` and `containers` have in common. */
function standInTarget(given: ParsedOptions, common: Common) {
  const opensearch = orDefaults(given.opensearch)
  const neptune = orDefaults(given.neptune)
  return {
    region: given.region ?? 'us-east-1',
    ...common,
    ...(opensearch && {
      opensearch: {
        release: opensearchReleases[opensearch.engineVersion ?? DEFAULT_OPENSEARCH]!,
        port: opensearch.port ?? 0,
        heapMb: opensearch.heapMb ?? DEFAULT_HEAP_MB,
        ...ofService(opensearch, common),
        ...(opensearch.index && { index: opensearch.index }),
      },
    }),
    ...(neptune && {
      neptune: {
        release: releaseForNeptune(neptune.engineVersion ?? '') ?? gremlinServer37,
        port: neptune.port ?? 0,
        heapMb: neptune.heapMb ?? DEFAULT_HEAP_MB,
        ...ofService(neptune, common),
        ...(neptune.engineVersion && { engineVersion: neptune.engineVersion }),
      },
    }),
    startTimeoutMs: given.startTimeoutMs ?? 120_000,
    reuse: given.reuse ?? !isCI,
    idleTimeoutMs: given.idleTimeoutMs ?? 15 * 60_000,
    dataInMemory: given.dataInMemory ?? true,
  }
}

/** Resolves the options of target `local`. */
export function localTarget(given: ParsedOptions, common: Common, env: NodeJS.ProcessEnv): LocalOptions {
  return {
    target: 'local',
    ...standInTarget(given, common),
    java: {
      ...(given.local?.java && { option: given.local.java }),
      ...(env.JAVA_HOME && { home: env.JAVA_HOME }),
      path: env.PATH ?? '',
      download: given.local?.downloadJava ?? true,
      index: env.AWS_FIXTURES_JAVA_MIRROR ?? given.local?.javaMirror ?? env.PIP_INDEX_URL ?? PYPI,
    },
    mirror: env.AWS_FIXTURES_MAVEN_MIRROR ?? given.local?.mavenMirror ?? MAVEN_CENTRAL,
  }
}

/** Resolves the options of target `containers`. */
export function containersTarget(given: ParsedOptions, common: Common, env: NodeJS.ProcessEnv): ContainersOptions {
  const { containers = {} } = given
  const { opensearch, neptune, ...rest } = standInTarget(given, common)
  return {
    target: 'containers',
    ...rest,
    ...(opensearch && { opensearch: { ...opensearch, image: openSearchImage(opensearch.release, containers) } }),
    ...(neptune && { neptune: { ...neptune, image: gremlinImage(neptune.release, containers) } }),
    docker: dockerOf(env),
  }
}

/** The image of OpenSearch: the user's, or the official one of the release. */
function openSearchImage({ version }: EngineRelease, { opensearch, platform }: ContainersOption): OpenSearchImage {
  return {
    ...imageOf(opensearch, `opensearchproject/opensearch:${version}`, platform),
    security: opensearch?.security ?? false,
  }
}

/** The image of Gremlin Server: the user's, or the official one of the release. */
function gremlinImage({ version }: EngineRelease, { neptune, platform }: ContainersOption): EngineImage {
  return imageOf(neptune, `tinkerpop/gremlin-server:${version}`, platform)
}

interface ImageOption {
  readonly image?: string | undefined
}

function imageOf({ image }: ImageOption = {}, official: string, platform: string | undefined): EngineImage {
  return {
    name: image ?? official,
    isOwn: image !== undefined,
    ...(platform && { platform }),
  }
}

/** The variables that tell Docker clients which engine to use, and how. */
const names = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'TESTCONTAINERS_HOST_OVERRIDE',
  'TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE',
  'TESTCONTAINERS_RYUK_DISABLED',
]

/** The variables of a Docker engine that are set. */
function dockerOf(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
}

/** One issue for each engine version that the target does not have. */
export function checkVersions({ opensearch, neptune }: Pick<ParsedOptions, 'opensearch' | 'neptune'>): string[] {
  const issues: string[] = []
  const search = opensearch === true ? undefined : opensearch?.engineVersion
  if (search !== undefined && !Object.hasOwn(opensearchReleases, search)) {
    const known = Object.keys(opensearchReleases).map((name) => `'${name}'`)
    issues.push(messages.unknownVersion('opensearch', search, known.join(', ')))
  }
  const graph = neptune === true ? undefined : neptune?.engineVersion
  if (graph !== undefined && !releaseForNeptune(graph)) {
    issues.push(messages.unknownVersion('neptune', graph, NEPTUNE_VERSIONS))
  }
  return issues
}
