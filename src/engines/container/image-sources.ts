import type { ContainersOptions } from '../../config/resolve.ts'
import type { EngineSource } from '../engine.ts'
import type { ContainerPlace } from './container-engine.ts'
import { gremlinContainer } from './gremlin-container.ts'
import { imageSource } from './image-source.ts'
import { openSearchContainer } from './opensearch-container.ts'

/** OpenSearch, of an image that is there. */
export function openSearchSource(
  on: ContainerPlace,
  { release, image, heapMb }: NonNullable<ContainersOptions['opensearch']>,
  inside: { readonly dataInMemory: boolean },
): EngineSource {
  const { version } = release
  return imageSource({
    ...{ service: 'opensearch', version, image, heapMb, on },
    parts: () => openSearchContainer(image, { ...inside, heapMb }),
  })
}

/** Gremlin Server, of an image that is there. */
export function gremlinSource(
  on: ContainerPlace,
  { release, image, heapMb }: NonNullable<ContainersOptions['neptune']>,
): EngineSource {
  const { version } = release
  return imageSource({
    ...{ service: 'neptune', version, image, heapMb, on },
    parts: ({ graphs }) => gremlinContainer(image, { graphs, heapMb }),
  })
}
