import type { Service } from '../../base/endpoint.ts'
import type { ContainersOptions } from '../../config/resolve.ts'
import type { EngineImage } from '../../config/resolved-options.ts'
import { thisProcess } from '../../process/process-identity.ts'
import { systemClock } from '../../wait/clock.ts'
import type { EnginePlace, EngineSource } from '../engine.ts'
import { engineKind } from '../engine-kind.ts'
import type { ContainerEngineSpec, ContainerPlace } from './container-engine.ts'
import { ContainerEngine } from './container-engine.ts'
import { gremlinContainer } from './gremlin-container.ts'
import { openSearchContainer } from './opensearch-container.ts'
import { SERVES_MS, writeLabels } from './own-containers.ts'

/** OpenSearch from an image that has been pulled. */
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

/** Gremlin Server from an image that has been pulled. */
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

interface ImageSource {
  readonly service: Service
  /** The version of the options. */
  readonly version: string
  readonly image: EngineImage
  /** The heap of the engine's JVM, in MiB. */
  readonly heapMb: number
  readonly on: ContainerPlace
  /** What a container of the image is made of. */
  readonly parts: (place: EnginePlace) => Omit<ContainerEngineSpec, 'labels'>
}

/** Engines in containers that belong to this process. */
function imageSource({ service, version, image, heapMb, on, parts }: ImageSource): EngineSource {
  return {
    service,
    version,
    key: JSON.stringify([service, version, image, heapMb]),
    usesDataFolder: false,
    servesMs: SERVES_MS,
    // A poll asks Docker and the server.
    intervalMs: 100,
    newKind: () =>
      engineKind(service, async (place, run) => {
        const labels = writeLabels(thisProcess(), run, systemClock.now())
        return ContainerEngine.start(on, { ...parts(place), labels }, place)
      }),
  }
}
