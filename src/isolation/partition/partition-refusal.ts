import { NamespaceError } from '../../errors/errors.ts'
import type { Instruction } from '../traversal/bytecode.ts'
import { traversalText } from '../traversal/traversal-text.ts'

const byUser = { resource: 'graph', fault: 'user' } as const

const EXCLUSIVE = "isolation: 'exclusive' gives each test a graph of its own, where this is allowed."

/** Why a traversal is not sent, and the way out, by what it would do. */
const refusals = {
  chosenId: [
    'a test that shares its graph cannot choose the ids of elements: another one may choose the same.',
    `Leave the id to the engine, and keep an id of your own in a property; or: ${EXCLUSIVE}`,
  ],
  change: [
    'it can change elements that other tests see too.',
    `Change what this test has made, by the ids that its own traversals returned, or through 'neptune.owned', which sees nothing else; or: ${EXCLUSIVE}`,
  ],
  merge: [
    'whether it finds an element or makes one depends on what is shared.',
    `Use fold().coalesce(unfold(), addV(…)), or 'neptune.owned', which sees only what this test has made; or: ${EXCLUSIVE}`,
  ],
  nestedMerge: [
    'inside another step it keeps to what is own only where its maps are written out.',
    `Write the maps out, let it be a step of the traversal itself, or use fold().coalesce(unfold(), addV(…)); or: ${EXCLUSIVE}`,
  ],
  mergedVertex: [
    'a map that is not written out can find the vertex of another test.',
    `Write the map out, or give the vertex: option(Merge.outV, select('a')); or: ${EXCLUSIVE}`,
  ],
  key: [
    'the partition key says whose an element is, and is not for tests to name.',
    `Leave the property out; or: ${EXCLUSIVE}`,
  ],
  unreadable: [
    'what it does cannot be read from it, so nobody can tell whether it changes what is shared.',
    `Write it in Gremlin steps; or: ${EXCLUSIVE}`,
  ],
  file: [
    'it reads a file into the graph, or writes the graph into one, past every partition.',
    `Name the files as the option 'neptune.dataset'; or: ${EXCLUSIVE}`,
  ],
  strategy: [
    "it takes away, or replaces, what keeps this test's elements apart.",
    `Leave the strategy out; or: ${EXCLUSIVE}`,
  ],
} as const satisfies Record<string, readonly [why: string, wayOut: string]>

/** What a partition cannot isolate. */
export type Unisolated = keyof typeof refusals

/** The refusal of a traversal; `what` is the step at fault: `drop()`. */
export function refusal(what: string, why: Unisolated, steps: readonly Instruction[]): NamespaceError {
  const [reason, wayOut] = refusals[why]
  return new NamespaceError(
    [`${what} is refused at isolation level 'partition': ${reason}`, `Not sent: ${traversalText(steps)}`, wayOut],
    byUser,
  )
}

/** The refusal of a way to the graph that cannot be read. */
export function scriptRefusal(): NamespaceError {
  return new NamespaceError(
    [
      "neptune.client is refused at isolation level 'partition': a script cannot be kept to what is this test's own.",
      'Nothing was sent.',
      `Use 'g' or 'neptune.owned'; or: ${EXCLUSIVE}`,
    ],
    byUser,
  )
}
