import * as fc from 'fast-check'
import gremlin from 'gremlin'
import { expect } from 'vitest'
import { fingerprintGraph } from '../../src/isolation/graph/graph-fingerprint.ts'
import { restoreGraph } from '../../src/isolation/graph/restore-graph.ts'
import type { GraphPartition } from '../../src/isolation/partition/graph-partition.ts'
import { inspectTraversal } from '../../src/isolation/partition/inspect-traversal.ts'
import { listPartitions, PARTITION_KEY } from '../../src/isolation/partition/partition.ts'
import { instructionsOf } from '../../src/isolation/traversal/bytecode.ts'
import { traversalText } from '../../src/isolation/traversal/traversal-text.ts'
import { anyOrder, idsIn } from './any-order.ts'
import { type MadeTraversal, makeTraversal } from './arbitrary-traversal.ts'
import { defaultDriver, type PartitionGraphs, SHARED } from './partition-graphs.ts'
import { modern } from './traversals.ts'

type Source = gremlin.process.GraphTraversalSource
const { statics: __ } = gremlin.process

/** The partition of another test, which is in one graph, and not in the other. */
const OTHER = 'other'

/** A property of what the other test has made. */
const SECRET = 'SECRET'

/** What a traversal came to, as far as it can be compared. */
interface Outcome {
  readonly is: 'answered' | 'refused' | 'failed'
  readonly answer?: unknown
  readonly ids: readonly string[]
}

/** Both sources of a test. */
const sources = { g: ({ neptune }: GraphPartition) => neptune.g, own: ({ own }: GraphPartition) => own }

/**
 * Sends the same traversals to a graph beside another test, and to one where there is none. Whatever they are, they come to
 * the same; the other test and the dataset are as they were, and nothing of theirs counts as what the test has made. And
 * what reads the dataset comes to the same in a graph without partitions, where it is sent as it is written.
 */
export async function assertNoInterference(
  graphs: PartitionGraphs,
  parameters: { readonly seed: number; readonly numRuns: number },
): Promise<void> {
  const contents = await graphs.lay(modern, 'exclusive', false)
  const shared = await graphs.lay(modern, 'shared', true)
  const [beside, alone, exclusive] = [graphs.connect('g0').g, graphs.connect('g1').g, graphs.connect('g2').g]
  for (const g of [beside, alone]) await restoreGraph({ g, contents: shared })
  await restoreGraph({ g: exclusive, contents })
  const others = new Set(await addOther(graphs.partition('g0', OTHER)))
  const state = () => Promise.all([SHARED, OTHER].map((each) => fingerprintGraph(beside, defaultDriver, each)))
  const before = await state()
  let lastTest = 0

  const property = fc.asyncProperty(fc.gen(), async (pick) => {
    lastTest += 1
    const name = `test-${lastTest}`
    const [one, two] = [graphs.partition('g0', name), graphs.partition('g1', name)]
    const sent: string[] = []
    const send = async (made: MadeTraversal, source: 'g' | 'own') => {
      sent.push(`${source}: ${traversalText(instructionsOf(made(one.own).getBytecode()).stepInstructions)}`)
      const { ids, ...outcome } = await outcomeOf(made, sources[source](one))
      expect(outcome).toEqual({ ...(await outcomeOf(made, sources[source](two))), ids: undefined })
      expect(JSON.stringify(outcome)).not.toMatch(new RegExp(`${PARTITION_KEY}|${SECRET}`))
      expect(ids.filter((id) => others.has(id))).toEqual([])
      for (const id of new Set(ids)) await assertNotTaken(id, name, one, beside)
      return outcome
    }
    try {
      const source = pick(fc.constantFrom, 'g', 'own')
      const first = makeTraversal(pick)
      const outcome = await send(first, source)
      // One that writes can meet what it has written, which depends on the order of things.
      if (source === 'g' && outcome.is !== 'refused' && readsOnly(first(exclusive))) {
        expect(outcome).toEqual({ ...(await outcomeOf(first, exclusive)), ids: undefined })
      }
      // What a failed one had done until then depends on the order of things.
      if (outcome.is !== 'failed') await send(makeTraversal(pick), pick(fc.constantFrom, 'g', 'own'))
      expect(await state()).toEqual(before)
      await Promise.all([one, two].map((test) => test.remove().then(() => test.neptune.close())))
      expect([...(await listPartitions(beside, defaultDriver)).keys()].sort()).toEqual([SHARED, OTHER])
    } catch (cause) {
      throw new Error([...sent, String(cause)].join('\n'), { cause })
    }
  })
  // The graph is not what it was after a failure: that one is told, and none is looked for that is shorter.
  await fc.assert(property, { ...parameters, endOnFailure: true })
}

/** What another test has made: alike to the dataset, between its vertices, and of its own. Returns the ids. */
async function addOther({ neptune: { g }, own }: GraphPartition): Promise<string[]> {
  await g.addV('person').property('name', 'hidden').property('note', SECRET).iterate()
  await g.addV('person').property('name', 'marko').property('age', 29).addE('created').to(__.V('3')).iterate()
  await g.V('1').as('a').V('6').addE('knows').from_('a').property('weight', 29).iterate()
  await g.V('1').as('a').V('2').addE('knows').from_('a').property('note', SECRET).iterate()
  await g.V('4').as('a').V().has('name', 'hidden').addE('knows').from_('a').iterate()
  return [...idsIn(await own.V().id().toList()), ...idsIn(await own.E().id().toList())]
}

async function outcomeOf(made: MadeTraversal, source: Source): Promise<Outcome> {
  try {
    const answer = await made(source).toList()
    return { is: 'answered', answer: anyOrder(answer), ids: [...idsIn(answer)] }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    expect(message).not.toContain(PARTITION_KEY)
    return { is: code === 'AWS_FIXTURE_NAMESPACE' ? 'refused' : 'failed', ids: [] }
  }
}

function readsOnly(traversal: gremlin.process.Traversal): boolean {
  const { stepInstructions } = instructionsOf(traversal.getBytecode())
  return !inspectTraversal(stepInstructions, { seesDataset: true, isOwn: () => false, sideEffects: [] }).changes
}

/** Fails where a test may change an element that it got to know and did not make. */
async function assertNotTaken(id: string, name: string, { neptune }: GraphPartition, raw: Source): Promise<void> {
  for (const elements of ['V', 'E'] as const) {
    const [owner] = await raw[elements](id).values(PARTITION_KEY).toList()
    if (owner === undefined || owner === name) continue
    await expect(neptune.g[elements](id).property('taken', true).toList()).rejects.toThrow(
      'is rejected at isolation level',
    )
  }
}
