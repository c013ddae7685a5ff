import type { EngineRelease } from '../engines/releases/engine-releases.ts'
import type { EngineImage, OpenSearchImage } from './resolved-options.ts'
import type { ContainersOption } from './schema.ts'

/** The image of OpenSearch: the user's, or the official one of the release. */
export function openSearchImage(
  { version }: EngineRelease,
  { opensearch, platform }: ContainersOption,
): OpenSearchImage {
  return {
    ...imageOf(opensearch, `opensearchproject/opensearch:${version}`, platform),
    security: opensearch?.security ?? false,
  }
}

/** The image of Gremlin Server: the user's, or the official one of the release. */
export function gremlinImage({ version }: EngineRelease, { neptune, platform }: ContainersOption): EngineImage {
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

/** The variables by which a Docker engine is found, and how it is used. */
const names = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'TESTCONTAINERS_HOST_OVERRIDE',
  'TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE',
  'TESTCONTAINERS_RYUK_DISABLED',
]

/** Which Docker engine is used: what is there of those variables. */
export function dockerOf(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
}
