/** What is said of indices, graphs, partitions and plugin objects that tests use: what is rejected, missing, or not removed. */

import { counted } from '../base/counted.ts'

/** So many tasks are described one by one. */
const NAMED = 5

interface Counts {
  readonly vertices: number
  readonly edges: number
}

const inGraph = ({ vertices, edges }: Counts) =>
  `${counted(vertices, 'vertex', 'vertices')} and ${counted(edges, 'edge')}`

const lastSeen = (text: string) => `Last seen: ${text}`

const WROTE_LATER =
  'A request that a test did not await, or a transaction it left open, may have written after the test.'

// Indices

/** The fixture `index` is used, and the dataset has several indices. */
export const severalIndices = (names: readonly string[]) => [
  `The fixture 'index' is one index, and the dataset has ${names.length}: ${names.join(', ')}.`,
  "Say which in the option 'opensearch.index', or use the fixture 'indices'.",
]

/** A test reads `indices.name`, and the dataset has no such index; `meant` is the name that is most like it. */
export const unknownIndex = (name: string, names: readonly string[], meant: string | undefined) => [
  names.length === 0
    ? `There is no index '${name}': the run has no dataset with indices.`
    : `The dataset has no index '${name}'; it has: ${names.join(', ')}.`,
  meant === undefined ? undefined : `Did you mean '${meant}'?`,
]

/** The engine did not create a test's index. */
export const indexNotMade = (index: string, reason: string) => [
  `Index ${index} could not be made for the test.`,
  lastSeen(reason),
]

/** An index that a file's seed had made was changed by a test, and could not be restored. */
export const indexNotRestored = (index: string, reason: string) => [
  `Index ${index} could not be restored to what the file's seed had made.`,
  lastSeen(reason),
]

/** A seed has made things that cannot be restored, such as a data stream. */
export const seedNotRestorable = (things: readonly string[], reason: string | undefined) => [
  `What a file's seed has made cannot be restored between its tests: ${things.join(', ')}.`,
  reason === undefined ? undefined : lastSeen(reason),
  'Make it in beforeEach(), where each test gets its own.',
]

/** Tasks of the engine go on after their test; `rejection` is why they could not be cancelled, `paths` would cancel them. */
export function tasksNotEnded(tasks: readonly string[], rejection: string | undefined, paths: readonly string[]) {
  const more = tasks.length > NAMED ? `; and ${tasks.length - NAMED} more` : ''
  const byHand = paths.slice(0, NAMED).map((path) => `POST ${path}`)
  return [
    'The engine is still working on what a test started.',
    lastSeen(`${tasks.slice(0, NAMED).join('; ')}${more}.${rejection === undefined ? '' : ` ${rejection}`}`),
    `Await it before the test ends${byHand.length > 0 ? `, or end it by hand: ${byHand.join(', ')}` : '.'}`,
  ]
}

/** Things were deleted, and the next look still finds them. */
export const notRemoved = (things: readonly string[], failures: readonly string[], paths: readonly string[]) => [
  `Still there after it was deleted: ${things.join(', ')}.`,
  failures.length > 0
    ? lastSeen(`${failures.join('; ')}.`)
    : 'Every deletion was acknowledged: a request that a test did not await may have made it again.',
  `Delete by hand: ${paths.map((path) => `DELETE ${path}`).join(', ')}`,
]

/** A mistake of this package: a prefix that could be the beginning of names that are not its own. */
export const notAPrefix = (prefix: string) =>
  `Nothing was removed: '${prefix}' is not the prefix of a namespace, which starts with a letter or digit and ends with '-'.`

// A graph that a test has to itself

/** A graph was emptied or filled, and does not hold what tests have to find; `when` is a clause. */
export const graphDiffers = (when: string, seen: Counts, wanted: Counts) => [
  `The graph is not in the state in which each test finds it, ${when}.`,
  `It holds ${inGraph(seen)} instead of ${inGraph(wanted)}.`,
  WROTE_LATER,
]

/** As `graphDiffers`, where the counts are right. */
export const graphContentDiffers = (when: string) => [
  `The graph is not in the state in which each test finds it, ${when}.`,
  'It holds the right number of elements, but their ids, labels or properties are not those that were loaded first.',
  WROTE_LATER,
]

/** A step of a restoration failed; `what` is a participle: `emptied`. */
export const graphStepFailed = (what: string, reason: string) => [
  `The graph could not be ${what} between tests.`,
  lastSeen(reason),
]

// A graph that tests share: isolation level 'partition'

const EXCLUSIVE = "Or set isolation: 'exclusive', which gives each test a graph of its own."

/** Why a traversal is not sent, and the way out, by what it would do. */
const rejections = {
  chosenId: [
    'a test that shares its graph cannot choose the ids of elements: another test may choose the same ids.',
    `Leave the id to the engine, and keep an id of your own in a property. ${EXCLUSIVE}`,
  ],
  change: [
    'it may change elements that other tests see too.',
    `Change what this test has made, by the ids that its own traversals returned, or through 'neptune.owned', which sees nothing else. ${EXCLUSIVE}`,
  ],
  merge: [
    'whether it finds an element or makes one depends on what is shared.',
    `Use fold().coalesce(unfold(), addV(…)), or 'neptune.owned', which sees only what this test has made. ${EXCLUSIVE}`,
  ],
  nestedMerge: [
    "a merge inside another step is kept to this test's elements only where its maps are written out.",
    `Write the maps out, make the merge a step of the traversal itself, or use fold().coalesce(unfold(), addV(…)). ${EXCLUSIVE}`,
  ],
  mergedVertex: [
    'a map that is not written out can find the vertex of another test.',
    `Write the map out, or give the vertex: option(Merge.outV, select('a')). ${EXCLUSIVE}`,
  ],
  key: [
    'the partition key says which test an element belongs to, and tests cannot use it.',
    `Leave the property out. ${EXCLUSIVE}`,
  ],
  unreadable: [
    'it does not say what it does, so it may change elements that other tests see too.',
    `Write it in Gremlin steps. ${EXCLUSIVE}`,
  ],
  file: [
    'it reads a file into the graph, or writes the graph into one, past every partition.',
    `Name the files as the option 'neptune.dataset'. ${EXCLUSIVE}`,
  ],
  strategy: [
    "it removes or replaces the strategy that keeps this test's elements apart.",
    `Leave the strategy out. ${EXCLUSIVE}`,
  ],
} as const satisfies Record<string, readonly [why: string, wayOut: string]>

/** What a partition cannot isolate. */
export type Unisolated = keyof typeof rejections

/** A traversal could change what other tests see; `step` is the step at fault: `drop()`. */
export const traversalRejected = (step: string, why: Unisolated, traversal: string) => [
  `${step} is rejected at isolation level 'partition': ${rejections[why][0]}`,
  `Not sent: ${traversal}`,
  rejections[why][1],
]

/** A test uses the client for Gremlin scripts. */
export const scriptRejected = () => [
  "neptune.client is rejected at isolation level 'partition': a script may change elements that other tests see too.",
  'Nothing was sent.',
  `Use 'g' or 'neptune.owned'. ${EXCLUSIVE}`,
]

/** The engine did not remove what a test has made. */
export const partitionNotRemoved = (partition: string, reason: string) => [
  `What a test made in partition ${partition} could not be removed.`,
  lastSeen(reason),
]

/** A test's partition was removed, and the next look finds elements in it. */
export const partitionNotEmpty = (partition: string, left: Counts) => [
  `Partition ${partition} is not empty after its test.`,
  `It holds ${inGraph(left)}.`,
  'A transaction that the test left open may have written after it: end every transaction.',
]

/** At the end of a run: the run's dataset was dropped from a cluster that stays, and is still there; `key` is the partition key. */
export const datasetNotDropped = (partition: string, left: Counts, key: string) => [
  `The dataset in partition ${partition} is still in the graph after it was dropped.`,
  `It still has ${inGraph(left)}.`,
  `Drop it by hand: g.V().has('${key}', '${partition}').drop()`,
]

/** What to do about writes past every partition: `g` does not let a test make them. */
const OWN_CLIENTS =
  "At isolation level 'partition' only the fixtures are isolated. Run tests whose own clients write to the graph at isolation: 'exclusive'."

/** At the end of a test file: elements of the shared dataset are gone, or there are more of them. */
export const sharedDatasetCounts = (seen: Counts, wanted: Counts) => [
  'The dataset that all tests share was changed by a test of this file, or of a file that ran at the same time.',
  `It holds ${inGraph(seen)} instead of ${inGraph(wanted)}.`,
  OWN_CLIENTS,
]

/** At the end of a run: an element of the shared dataset has other properties than were loaded. */
export const sharedDatasetChanged = () => [
  'The dataset that all tests share is not what it was when it was loaded.',
  OWN_CLIENTS,
]

/** What becomes of elements outside of every partition, by whose the graph is. */
const fates = {
  'stand-in': 'They are removed with the stand-in. On a cluster that is shared or kept they would have stayed.',
  created: 'They are deleted with the cluster. On a cluster that is shared or kept they would have stayed.',
  given: undefined,
}

const outside = (found: readonly Counts[]) =>
  `Outside of every test's partition the graph holds ${found.map(inGraph).join(', ')}.`

/** At the end of a run: something was written to the run's graph past every partition. */
export const elementsOutside = (found: readonly Counts[], graph: keyof typeof fates) => [
  outside(found),
  fates[graph],
  OWN_CLIENTS,
]

/** A warning at the end of a run: the same in a cluster that other runs use too. */
export const elementsOfOthers = (found: readonly Counts[]) =>
  `${outside(found)} This run did not make them, so they stay. Find out what wrote them.`
