import type { ContainersOptions } from '../config/resolve.ts'
import type { EngineSource } from '../standin/engine.ts'
import type { Docker } from './docker.ts'
import { gremlinContainer } from './gremlin-container.ts'
import { imageSource } from './image-source.ts'
import { openSearchContainer } from './opensearch-container.ts'

/** What the configured engines are started from. */
export function sourcesOf(
  docker: Docker,
  { opensearch, neptune, dataInMemory }: ContainersOptions,
): readonly EngineSource[] {
  return [
    ...(opensearch ? [openSearch(docker, opensearch, dataInMemory)] : []),
    ...(neptune ? [gremlin(docker, neptune)] : []),
  ]
}

type Of<Service extends 'opensearch' | 'neptune'> = NonNullable<ContainersOptions[Service]>

const openSearch = (docker: Docker, { release, image }: Of<'opensearch'>, dataInMemory: boolean) =>
  imageSource({
    ...{ service: 'opensearch', version: release.version, image, docker },
    parts: () => openSearchContainer(image, dataInMemory),
  })

const gremlin = (docker: Docker, { release, image }: Of<'neptune'>) =>
  imageSource({
    ...{ service: 'neptune', version: release.version, image, docker },
    parts: ({ graphs }) => gremlinContainer(image, graphs),
  })
