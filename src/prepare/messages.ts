/** What is said where a dataset cannot be made ready for a run, or where a run has left something behind. */
import { counted } from '../base/counted.ts'
import type { GraphSizes } from '../dataset/dataset.ts'
import { PARTITION_KEY } from '../isolation/partition/partition.ts'
import type { Ownership } from '../resource/resource.ts'

/** The option `opensearch.index` names no index of the dataset; `dataset` is its name where one is configured. */
export const indexUnknown = (
  index: string,
  dataset: string | undefined,
  indices: readonly string[],
  meant: string | undefined,
) => [
  `The option opensearch.index names an index that the dataset does not have: '${index}'.`,
  dataset === undefined
    ? 'There is no opensearch.dataset.'
    : `Dataset ${dataset} has: ${indices.join(', ') || 'no index'}.`,
  meant === undefined ? undefined : `Did you mean '${meant}'?`,
]

/** `opensearch.dataset` names a dataset without indices. */
export const datasetWithoutIndex = (dataset: string) =>
  `Dataset ${dataset} has no index: there is no folder opensearch/<index>/ in it.`

/** `neptune.dataset` names a dataset without a graph. */
export const datasetWithoutGraph = (dataset: string) =>
  `Dataset ${dataset} has no graph: there is no folder neptune/ in it.`

/** A graph needs more of the engine's heap than there is, both in MiB. */
export function graphTooLarge(dataset: string, sizes: GraphSizes, neededMb: number, heapMb: number) {
  const [vertices, edges, values] = [sizes.vertexCount, sizes.edgeCount, sizes.valueCount].map(inEnglish)
  return [
    `The graph of dataset ${dataset} is too large for its engine.`,
    `Last seen: ${vertices} vertices, ${edges} edges and ${values} properties take ${inEnglish(neededMb)} MiB at least; its heap has ${inEnglish(heapMb)} MiB.`,
    "Use a smaller graph, or a larger 'neptune.heapMb'.",
  ]
}

/** How many of the elements in the way are named. */
const NAMED = 5

const named = (elements: readonly string[]) =>
  elements.slice(0, NAMED).join(', ') + (elements.length > NAMED ? ', …' : '')

/** Ids of the dataset are in the graph already, and the runs that use them may live; `who` names these runs. */
export const idsInUse = (url: string, dataset: string, elements: readonly string[], who: string) => [
  `The graph at ${url} has ids of dataset ${dataset} already: ${named(elements)}.`,
  `They are of ${who}. Nothing was touched.`,
  'Wait until that run has ended: ids are unique in the whole graph. Or give runs at the same time datasets with ids of their own, or clusters of their own.',
]

/** Ids of the dataset are in the graph already; `partitions` are those of runs that may have ended. */
export const idsTaken = (url: string, dataset: string, elements: readonly string[], partitions: readonly string[]) => [
  `The graph at ${url} has elements with ids of dataset ${dataset} already: ${named(elements)}.`,
  'Ids are unique in the whole graph, also among partitions. Nothing was touched.',
  partitions.length > 0
    ? `If run ${partitions.map((partition) => partition.slice(0, 9)).join(', ')} has ended, drop what it has left: g.V().has('${PARTITION_KEY}', '${partitions[0]}').drop(). Otherwise wait for it.`
    : 'Give the dataset ids of its own, or a cluster whose graph does not have them.',
]

/** A warning: what a run that has ended had left in a cluster of ours was removed. */
export const leftoversRemoved = (run: string) => `what run ${run} had left in the graph of the cluster was removed`

/** A cluster given by endpoint has a graph that is not empty, and the tests need the graph alone. */
export const graphNotEmpty = (url: string, vertices: number, isMore: boolean) => [
  `The graph of the Neptune cluster at ${url}, which was given, is not empty, and not this package's to wipe.`,
  `It holds ${counted(vertices, 'vertex', 'vertices')}${isMore ? ' or more' : ''}. Nothing was touched.`,
  "Set isolation: 'partition', where tests work beside what is there; or give a cluster whose graph is empty.",
]

/** After the last test everything in the graph was dropped, and something is there again. */
export const graphStillWritten = (url: string, vertices: number, edges: number) => [
  `The graph of the Neptune cluster at ${url} is not empty at the end of the run.`,
  `It holds ${counted(vertices, 'vertex', 'vertices')} and ${counted(edges, 'edge')} after everything was dropped: something still writes into it.`,
  'Find out what does, and drop the rest by hand: g.V().drop()',
]

/** What becomes of one thing outside of every namespace, or of several. */
const fates: Readonly<Record<Exclude<Ownership, 'given'>, readonly [one: string, several: string]>> = {
  'stand-in': [
    'It is removed with the stand-in now; on a domain that is shared or kept it would have stayed.',
    'They are removed with the stand-in now; on a domain that is shared or kept they would have stayed.',
  ],
  created: [
    'It is deleted with the domain now; on one that is shared or kept it would have stayed.',
    'They are deleted with the domain now; on one that is shared or kept they would have stayed.',
  ],
  reused: [
    'It stays on the domain: delete it by its name if it is of your tests.',
    'They stay on the domain: delete them by their names if they are of your tests.',
  ],
}

/** Tests made things that no prefix of the run covers: `index books (made by "a.test.ts > adds a book")`. */
export const leftOutside = (made: readonly string[], ownership: Exclude<Ownership, 'given'>) => [
  `Outside of every test's namespace there is: ${made.join(', ')}.`,
  fates[ownership][made.length === 1 ? 0 : 1],
  "Make the code under test use the index prefix (the fixture 'indexPrefix', or a variable mapped to 'opensearch.indexPrefix').",
]

/** One thing that was left, with the tests that can have made it, quoted. */
export const madeBy = (thing: string, tests: readonly string[]) => `${thing} (made by ${tests.join(' or ')})`

const inEnglish = (count: number): string => count.toLocaleString('en')
