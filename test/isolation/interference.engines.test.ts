import gremlin from 'gremlin'
import { expect, test } from 'vitest'
import { fingerprintGraph } from '../../src/isolation/graph/graph-fingerprint.ts'
import { restoreGraph } from '../../src/isolation/graph/restore-graph.ts'
import { PARTITION_KEY } from '../../src/isolation/partition/partition.ts'
import { assertNoInterference } from './interference.ts'
import { defaultDriver, graphsOfFile, SHARED } from './partition-graphs.ts'
import { modern } from './traversals.ts'

type Source = gremlin.process.GraphTraversalSource
type Traversal = gremlin.process.GraphTraversal
const { statics: __, direction, merge, t } = gremlin.process
const map = (...entries: [unknown, unknown][]) => new Map(entries)

const graphs = graphsOfFile()
let lastTest = 0

test('no traversal that is sent sees or changes what another test has made, or the dataset', async () => {
  await assertNoInterference(graphs, { seed: 1, numRuns: 100 })
})

const josh = () => map(['name', 'josh'])
const knows = () => map([t.label, 'knows'], [direction.out, '1'], [direction.in, '4'])

// The dataset has such a vertex and such an edge, and so has another test.
test.for<readonly [title: string, merge: (own: Source) => Traversal]>([
  ['mergeV()', (own) => own.mergeV(josh()).option(merge.onMatch, map(['age', 1]))],
  ['mergeV() in union()', (own) => own.inject(0).union(__.mergeV(josh()).option(merge.onMatch, map(['age', 1])))],
  ['mergeV() in coalesce()', (own) => own.inject(0).coalesce(__.mergeV(josh()))],
  ['mergeV() in map()', (own) => own.inject(0).map(__.mergeV(josh()).option(merge.onCreate, map(['age', 1])))],
  ['mergeV() in flatMap() in local()', (own) => own.inject(0).local(__.flatMap(__.mergeV(josh())))],
  ['mergeV() in repeat()', (own) => own.inject(0).repeat(__.mergeV(josh())).times(2)],
  ['mergeV() in choose()', (own) => own.inject(0).choose(__.identity(), __.mergeV(josh()), __.mergeV(josh()))],
  ['mergeV() in optional()', (own) => own.inject(0).optional(__.mergeV(josh()))],
  ['mergeV() with a plain object in a step', (own) => own.inject(0).map(__.mergeV({ name: 'josh' } as never))],
  ['mergeV() with null in a step', (own) => own.inject(0).map(__.mergeV(null as never))],
  ['mergeV() of what comes in', (own) => own.inject(josh()).mergeV()],
  [
    'mergeV() of what is made',
    (own) => own.mergeV(__.constant(josh())).option(merge.onMatch, __.constant(map(['age', 1]))),
  ],
  ['mergeE()', (own) => own.mergeE(knows()).option(merge.onMatch, map(['weight', 7]))],
  ['mergeE() in union()', (own) => own.inject(0).union(__.mergeE(knows()).option(merge.onMatch, map(['weight', 7])))],
  ['mergeE() in coalesce()', (own) => own.inject(0).coalesce(__.mergeE(knows()))],
  ['mergeE() of what is made', (own) => own.mergeE(__.constant(knows()))],
])('%s finds an element of the test, or makes one, in a partition without a dataset', async ([, merge]) => {
  const { raw, own, g, theirs, name } = await besideAnother()
  const before = await theirs()
  for (const _ of ['makes', 'finds']) {
    for (const { id } of (await merge(own).toList()) as { id: string }[]) {
      const owners = [await raw.V(id).values(PARTITION_KEY).toList(), await raw.E(id).values(PARTITION_KEY).toList()]
      expect(owners.flat()).toEqual([name])
    }
  }
  expect(((await own.V().count().next()).value as number) + ((await own.E().count().next()).value as number)).toBe(1)
  expect(await theirs()).toEqual(before)
  await expect(g.V('4').drop().next()).rejects.toThrow('drop() is rejected')
})

test('an edge is merged between vertices that the test has made', async () => {
  const { own, theirs } = await besideAnother()
  const before = await theirs()
  const { value: mine } = await own.addV('person').property('name', 'josh').next()
  const ends = () => map([t.label, 'likes'], [direction.out, merge.outV], [direction.in, merge.inV])
  const { value: edge } = await own.mergeE(ends()).option(merge.outV, josh()).option(merge.inV, josh()).next()
  expect([edge.outV.id, edge.inV.id]).toEqual([mine.id, mine.id])
  const selected = own
    .V(mine)
    .as('a')
    .mergeE(ends())
    .option(merge.outV, __.select('a'))
    .option(merge.inV, __.select('a'))
  expect((await selected.next()).value.id).toBe(edge.id)
  // There is one in the dataset, and none of the test's own.
  const none = own
    .mergeE(ends())
    .option(merge.outV, map(['name', 'lop']))
    .option(merge.inV, josh())
  expect(await none.toList()).toEqual([])
  expect(await theirs()).toEqual(before)
})

test('the error of a server does not show the partition key', async () => {
  const { g, name } = await besideAnother()
  const failed = await g
    .V()
    .until(__.has('name', 'josh'))
    .next()
    .catch((error: Error) => error)
  expect(failed).toMatchObject({ message: expect.stringContaining('The repeat()-traversal was not defined') })
  expect(String(failed)).not.toMatch(new RegExp(`${PARTITION_KEY}|${name}`))
})

/** A test in a graph that has the dataset, and what another test has made alike. */
async function besideAnother() {
  lastTest += 1
  const name = `merging-${lastTest}`
  const raw = graphs.connect('g3').g
  await restoreGraph({ g: raw, contents: await graphs.lay(modern, 'shared', true) })
  const other = graphs.partition('g3', 'other').own
  await other.addV('person').property('name', 'josh').property('age', 3).iterate()
  await other.V().as('a').addE('knows').from_('a').to('a').iterate()
  await graphs.partition('g3', 'other').neptune.g.V('1').addE('knows').to(__.V('4')).iterate()
  const { own, neptune } = graphs.partition('g3', name)
  const theirs = () => Promise.all([SHARED, 'other'].map((each) => fingerprintGraph(raw, defaultDriver, each)))
  return { raw, own, g: neptune.g, name, theirs }
}
