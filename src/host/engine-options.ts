import type { StandInOptions } from '../config/resolve.ts'
import { GREMLIN_HEAP_MB } from '../standin/gremlin-engine.ts'

/** The version of OpenSearch that has to answer; of an image that the user has named, any. */
export function versionOf(options: StandInOptions): string | undefined {
  if (options.target === 'containers' && options.opensearch?.image.isOwn) return undefined
  return options.opensearch?.release.version
}

/** The heap of the engine that holds the graphs, in MiB. */
export function gremlinHeapOf(options: StandInOptions): number | undefined {
  return options.target === 'containers' ? options.neptune?.image.heapMb : GREMLIN_HEAP_MB
}
