import { isCI } from 'std-env'
import { MAVEN_CENTRAL, PYPI } from '../cache/public-repositories.ts'
import { DEFAULT_HEAP_MB } from '../engines/process/jvm-options.ts'
import {
  DEFAULT_OPENSEARCH,
  gremlinServer37,
  opensearchReleases,
  releaseForNeptune,
} from '../engines/releases/engine-releases.ts'
import type { Common } from './parsed-options.ts'
import { ofService, orDefaults } from './parsed-options.ts'
import { dockerOf, gremlinImage, openSearchImage } from './resolve-containers.ts'
import type { ContainersOptions, LocalOptions } from './resolved-options.ts'
import type { ParsedOptions } from './schema.ts'

/** What the stand-ins have in common, wherever their engines run. */
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

/** Target `local`. */
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

/** Target `containers`. */
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
