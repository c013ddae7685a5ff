import type { GraphSizes } from '../dataset/dataset.ts'
import { DatasetError } from '../errors/errors.ts'

/**
 * What an element takes of the engine's heap while its file is read, in bytes: TinkerGraph's own, and the copy that its
 * reader keeps until it has read all. Seen: 75,000 vertices with four properties each, and 150,000 edges, do not go into
 * 512 MiB. A little less is reckoned here, so that nothing is refused that would do.
 */
const VERTEX_BYTES = 600
const EDGE_BYTES = 500
const VALUE_BYTES = 300

/** How much of the heap a graph takes at least while it is loaded, in MiB. */
function leastHeapMb({ vertexCount, edgeCount, valueCount, textLength }: GraphSizes): number {
  const bytes = vertexCount * VERTEX_BYTES + edgeCount * EDGE_BYTES + valueCount * VALUE_BYTES + textLength
  return Math.ceil(bytes / 1024 / 1024)
}

/** Fails with a DatasetError where an engine with this heap, in MiB, cannot hold the graph: it would be of no use to any run. */
export function assertFits(dataset: string, sizes: GraphSizes, heapMb: number): void {
  const neededMb = leastHeapMb(sizes)
  if (neededMb <= heapMb) return
  const [vertices, edges, values] = [sizes.vertexCount, sizes.edgeCount, sizes.valueCount].map((count) =>
    count.toLocaleString('en'),
  )
  throw new DatasetError(
    [
      `The graph of dataset ${dataset} is too large for its engine.`,
      `Last seen: ${vertices} vertices, ${edges} edges and ${values} properties take ${neededMb.toLocaleString('en')} MiB at least; its heap has ${heapMb.toLocaleString('en')} MiB.`,
      "Use a smaller graph, or a larger 'neptune.heapMb'.",
    ],
    { resource: dataset },
  )
}
